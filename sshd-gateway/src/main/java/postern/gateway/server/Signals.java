package postern.gateway.server;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs something when the process is sent SIGHUP. The JDK has no supported way, so its {@code
 * sun.misc.Signal} is reached by name; without it SIGHUP is left as it was, and {@code admin
 * reload} does the same.
 */
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  static void onHangup(Runnable reread) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object runs =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      Thread.ofVirtual().name("sighup").start(reread);
                      yield null;
                    }
                    case "equals" -> false;
                    case "hashCode" -> 0;
                    default -> "reread at SIGHUP";
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), runs);
    } catch (ReflectiveOperationException e) {
      log.warn("SIGHUP is not watched why={}", e.toString());
    }
  }
}

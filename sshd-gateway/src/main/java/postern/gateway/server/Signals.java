package postern.gateway.server;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGHUP. The JDK has no supported API for signals, so this class uses {@code
 * sun.misc.Signal} by reflection. If that fails, SIGHUP keeps its default action; {@code admin
 * reload} does the same work.
 */
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /** Runs an action on a new thread at each SIGHUP. */
  static void onHangup(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, args) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      Thread.ofVirtual().name("sighup").start(action);
                      yield null;
                    }
                    case "equals" -> false;
                    case "hashCode" -> 0;
                    default -> "reload at SIGHUP";
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
    } catch (ReflectiveOperationException e) {
      log.warn("SIGHUP is not handled why={}", e.toString());
    }
  }
}

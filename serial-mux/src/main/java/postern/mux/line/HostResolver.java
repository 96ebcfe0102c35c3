package postern.mux.line;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks up the addresses of hosts. A look-up may take long in native code, so it runs neither on an
 * event loop nor on a virtual thread, whose carrier it would occupy.
 */
final class HostResolver {
  private static final int RESOLVING = 16;

  private static final ThreadPoolExecutor RESOLVERS =
      new ThreadPoolExecutor(
          RESOLVING,
          RESOLVING,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(4096),
          Thread.ofPlatform().daemon().name("resolve-", 0).factory());

  static {
    RESOLVERS.allowCoreThreadTimeOut(true);
  }

  private HostResolver() {}

  /**
   * Looks up a name and calls one of the two consumers on a thread of this class.
   *
   * @throws RejectedExecutionException if too many names are being looked up
   */
  static void find(
      String host, Consumer<List<InetAddress>> found, Consumer<UnknownHostException> failed) {
    RESOLVERS.execute(() -> {
      List<InetAddress> addresses;
      try {
        addresses = List.of(InetAddress.getAllByName(host));
      } catch (UnknownHostException fault) {
        failed.accept(fault);
        return;
      }
      found.accept(addresses);
    });
  }
}

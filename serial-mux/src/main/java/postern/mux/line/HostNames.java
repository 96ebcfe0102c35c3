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
 * Addresses of hosts. Asking may take long, and in native code: never on a loop, and as native
 * look-ups would hold the carriers that all sessions run on, on platform threads.
 */
final class HostNames {
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

  private HostNames() {}

  /**
   * Looks a name up; one of the two is called, on a thread of this class.
   *
   * @throws RejectedExecutionException when too many are being looked up
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

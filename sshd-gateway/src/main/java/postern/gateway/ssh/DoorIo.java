package postern.gateway.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.nio2.Nio2Acceptor;
import org.apache.sshd.common.io.nio2.Nio2Service;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2Session;

/**
 * NIO2 on a fixed group, whose threads handle what they poll. MINA's own group polls on one thread
 * and handles on another: a hop more for every key typed.
 */
final class DoorIo extends Nio2ServiceFactory {
  private final AsynchronousChannelGroup group;
  private final ExecutorService resuming =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("door-resume").factory());

  DoorIo(FactoryManager manager) {
    super(manager, null, null);
    try {
      group =
          AsynchronousChannelGroup.withFixedThreadPool(
              Runtime.getRuntime().availableProcessors() + 1,
              Thread.ofPlatform().daemon().name("door-io-", 1).factory());
    } catch (IOException e) {
      throw new UncheckedIOException("no asynchronous sockets on this host", e);
    }
  }

  @Override
  public IoAcceptor createAcceptor(IoHandler handler) {
    return autowireCreatedService(
        new Nio2Acceptor(this, getFactoryManager(), handler, group, resuming));
  }

  @Override
  public Nio2Session createSession(
      Nio2Service service, IoHandler handler, AsynchronousSocketChannel socket, SocketAddress at)
      throws IOException {
    return new DirectTransport(service, getFactoryManager(), handler, socket, at);
  }

  @Override
  protected void doCloseImmediately() {
    resuming.shutdownNow();
    try {
      group.shutdownNow();
    } catch (IOException e) {
      log.debug("channel group not closed", e);
    }
    super.doCloseImmediately();
  }
}

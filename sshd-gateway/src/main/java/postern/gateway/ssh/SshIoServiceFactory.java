package postern.gateway.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousSocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.nio2.Nio2Acceptor;
import org.apache.sshd.common.io.nio2.Nio2Service;
import org.apache.sshd.common.io.nio2.Nio2ServiceFactory;
import org.apache.sshd.common.io.nio2.Nio2Session;

/**
 * NIO2 on one thread that handles what it polls. In a group of more, as MINA's own, each poll wakes
 * another thread to poll on, and for every key typed a processor is taken away from the machine and
 * the client. What takes long, logins and exchanges of keys, is done by the {@code ssh-login}
 * threads, so that one thread is enough and no login holds up a key.
 */
final class SshIoServiceFactory extends Nio2ServiceFactory {
  private final AsynchronousChannelGroup group;
  private final ExecutorService logins = loginThreads();

  SshIoServiceFactory(FactoryManager manager) {
    super(manager, null, null);
    try {
      group =
          AsynchronousChannelGroup.withFixedThreadPool(
              1, work -> Thread.ofPlatform().daemon().name("ssh-io").unstarted(work));
    } catch (IOException e) {
      throw new UncheckedIOException("no asynchronous sockets on this host", e);
    }
  }

  /**
   * One a processor; each connection has one piece of work here at most, and Admission bounds them.
   */
  private static ExecutorService loginThreads() {
    int count = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            count,
            count,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("ssh-login-", 1).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  Executor logins() {
    return logins;
  }

  @Override
  public IoAcceptor createAcceptor(IoHandler handler) {
    return autowireCreatedService(
        new Nio2Acceptor(this, getFactoryManager(), handler, group, logins));
  }

  @Override
  public Nio2Session createSession(
      Nio2Service service, IoHandler handler, AsynchronousSocketChannel socket, SocketAddress at)
      throws IOException {
    return new DirectWriteSession(this, service, handler, socket, at);
  }

  @Override
  protected void doCloseImmediately() {
    logins.shutdownNow();
    try {
      group.shutdownNow();
    } catch (IOException e) {
      log.debug("channel group not closed", e);
    }
    super.doCloseImmediately();
  }
}

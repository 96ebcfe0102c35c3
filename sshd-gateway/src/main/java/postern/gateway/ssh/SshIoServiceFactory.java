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
 * NIO2 on one thread, which processes what it polls. With two or more threads, which is MINA's
 * default, each poll wakes another thread, and every key would take processor time from the machine
 * and the client. Logins and key exchanges take long and run on the {@code ssh-login} threads, so
 * one thread is enough and no login delays a key.
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
   * Makes one thread for each processor. A connection has at most one task here, and Admission
   * limits the connections.
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

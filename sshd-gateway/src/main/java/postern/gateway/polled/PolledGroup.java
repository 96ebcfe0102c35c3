package postern.gateway.polled;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One selector and the one thread that waits at it. All completion handlers run on that thread,
 * those of a closed channel too; they must not wait.
 */
public final class PolledGroup extends AsynchronousChannelGroup {
  private static final Logger LOG = LoggerFactory.getLogger(PolledGroup.class);

  /** What hangs on a key: told on the group's thread that its channel is ready. */
  interface Polled {
    void ready(SelectionKey key) throws IOException;

    void close() throws IOException;
  }

  private final Selector selector;
  private final Thread thread;

  /** Failures of what was closed while somebody waited for it: one a channel and direction. */
  private final Queue<Runnable> endings = new ConcurrentLinkedQueue<>();

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean shutDown;
  private volatile boolean closeAll;

  /**
   * Starts the thread, a daemon.
   *
   * @throws IOException where this host has no more selectors
   */
  public PolledGroup(String threadName) throws IOException {
    super(new PolledProvider());
    selector = Selector.open();
    thread = Thread.ofPlatform().daemon().name(threadName).start(this::poll);
  }

  private void poll() {
    try {
      while (turn()) {
        // Each turn is a call of its own, so that it gets compiled: the thread never leaves the
        // loop.
      }
      selector.keys().forEach(key -> close((Polled) key.attachment()));
      selector.close();
    } catch (IOException | ClosedSelectorException e) {
      LOG.error("the door's sockets are no longer polled", e);
    } finally {
      ended.countDown();
      tellEndings();
    }
  }

  private boolean turn() throws IOException {
    selector.select(PolledGroup::ready);
    tellEndings();
    return !closeAll && !(shutDown && selector.keys().isEmpty());
  }

  private void tellEndings() {
    for (Runnable next = endings.poll(); next != null; next = endings.poll()) {
      try {
        next.run();
      } catch (RuntimeException | Error e) {
        LOG.error("telling of a closed connection failed", e);
      }
    }
  }

  private static void ready(SelectionKey key) {
    Polled polled = (Polled) key.attachment();
    try {
      polled.ready(key);
    } catch (CancelledKeyException e) {
      LOG.debug("closed meanwhile", e);
    } catch (IOException | RuntimeException | Error e) {
      LOG.error("a connection is closed, dealing with it failed", e);
      close(polled);
    }
  }

  private static void close(Polled polled) {
    try {
      polled.close();
    } catch (IOException e) {
      LOG.debug("not closed", e);
    }
  }

  /** Hangs a channel at the selector, at first without interest in it. */
  SelectionKey register(SelectableChannel channel, Polled polled) throws IOException {
    if (shutDown) {
      throw new ShutdownChannelGroupException();
    }
    channel.configureBlocking(false);
    try {
      return channel.register(selector, 0, polled);
    } catch (ClosedSelectorException e) {
      throw new IOException("the door's sockets are closed", e);
    }
  }

  /** To be said after a change of interest or a close: a waiting selector does not see them. */
  void changed() {
    if (!Thread.currentThread().equals(thread)) {
      selector.wakeup();
    }
  }

  /** Has the failure of a closed channel's wait told on the group's thread, never in the closer. */
  void end(Runnable telling) {
    endings.add(telling);
    selector.wakeup();
    if (isTerminated()) {
      tellEndings();
    }
  }

  @Override
  public boolean isShutdown() {
    return shutDown;
  }

  @Override
  public boolean isTerminated() {
    return ended.getCount() == 0;
  }

  @Override
  public void shutdown() {
    shutDown = true;
    selector.wakeup();
  }

  @Override
  public void shutdownNow() {
    closeAll = true;
    shutdown();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return ended.await(timeout, unit);
  }
}

package postern.mux.line;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The thread that a console's work runs on, one task at a time: that of an event loop, which many
 * consoles share. For a moment another may stand in for it: who has just typed a key and waits for
 * its echo. So what is "on the console's thread" runs under this console's lock, which the loop
 * takes for each task.
 */
public final class ConsoleThread {
  private final IoEventLoop loop;
  private final ReentrantLock working = new ReentrantLock();

  public ConsoleThread(IoEventLoop loop) {
    this.loop = loop;
  }

  /**
   * Has a task run on the console's thread, later. Any thread.
   *
   * @throws RejectedExecutionException when the gateway stops
   */
  public void execute(Runnable task) {
    loop.execute(() -> work(task));
  }

  /** As {@link #execute}, after some time; cancelled through what it returns. */
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return loop.schedule(() -> work(task), delay, unit);
  }

  /** Does that on the console's thread; called by its loop only. */
  void work(Runnable task) {
    working.lock();
    try {
      task.run();
    } finally {
      working.unlock();
    }
  }

  /** Does at once, or soon, what only the loop's own thread may; on the console's thread. */
  void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /**
   * Does that in the place of the loop's thread, unless it is at work. Any thread; never waits.
   *
   * @return false, and nothing was done, when it is
   */
  public boolean standIn(Runnable task) {
    if (!working.tryLock()) {
      return false;
    }
    try {
      task.run();
    } finally {
      working.unlock();
    }
    return true;
  }

  Future<IoRegistration> register(IoHandle handle) {
    return loop.register(handle);
  }

  boolean isShuttingDown() {
    return loop.isShuttingDown();
  }
}

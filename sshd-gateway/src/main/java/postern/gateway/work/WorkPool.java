package postern.gateway.work;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few platform threads for work that uses the processor for an unknown time. People take turns,
 * one slice each. Each person has at most one running slice, so nobody occupies more than one
 * thread. The threads are never interrupted, because an interrupt closes the files of the index.
 */
public final class WorkPool implements AutoCloseable {
  /** How much work one person may have open at a time. */
  public static final int MOST_PER_PERSON = 32;

  /** How much work all people together may have open at a time. */
  public static final int MOST = 256;

  private static final Logger LOG = LoggerFactory.getLogger(WorkPool.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition waiting = lock.newCondition();
  // guarded by lock, up to closed
  private final Map<String, Deque<PoolWork.Slice>> slices = new HashMap<>();
  private final Deque<String> turns = new ArrayDeque<>();
  private final Set<String> running = new HashSet<>();
  private final Map<String, Integer> open = new HashMap<>();
  private int allOpen;
  private boolean closed;

  /** Thrown when a limit is reached; the message says which. */
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full(String why) {
      super(why);
    }
  }

  private WorkPool() {}

  /** Opens a pool with one thread less than there are processors, but at least two. */
  public static WorkPool open() {
    return open(Math.max(2, Runtime.getRuntime().availableProcessors() - 1));
  }

  static WorkPool open(int threads) {
    WorkPool pool = new WorkPool();
    for (int i = 1; i <= threads; i++) {
      Thread.ofPlatform().daemon().name("work-" + i).start(pool::serve);
    }
    return pool;
  }

  /**
   * Starts work for a person.
   *
   * @param unwanted tells that the work must stop; the waiting thread asks it many times a second
   * @throws Full if the person, or all people together, have too much work open
   */
  public Work begin(String person, BooleanSupplier unwanted) {
    lock.lock();
    try {
      int own = open.getOrDefault(person, 0);
      if (own >= MOST_PER_PERSON) {
        throw new Full(
            "busy: " + own + " of your long commands are running; wait until one of them ends");
      }
      if (allOpen >= MOST) {
        throw new Full("busy: " + allOpen + " long commands are running; try again in a moment");
      }
      open.put(person, own + 1);
      allOpen++;
    } finally {
      lock.unlock();
    }
    return new PoolWork(this, person, true, unwanted);
  }

  /**
   * Starts work of a session that follows a console. It takes the same turns but does not count
   * towards the limits, because sessions have a limit of their own.
   */
  public Work beginUncounted(String person, BooleanSupplier unwanted) {
    return new PoolWork(this, person, false, unwanted);
  }

  void ended(String person) {
    lock.lock();
    try {
      open.computeIfPresent(person, (same, own) -> own == 1 ? null : own - 1);
      allOpen--;
    } finally {
      lock.unlock();
    }
  }

  void submit(PoolWork.Slice slice) {
    lock.lock();
    try {
      if (closed) {
        slice.refuse();
        return;
      }
      Deque<PoolWork.Slice> own =
          slices.computeIfAbsent(slice.person(), person -> new ArrayDeque<>());
      own.add(slice);
      if (own.size() == 1 && !running.contains(slice.person())) {
        turns.add(slice.person());
        waiting.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes a slice from the queue; returns false if it runs or has run. */
  boolean withdraw(PoolWork.Slice slice) {
    lock.lock();
    try {
      Deque<PoolWork.Slice> own = slices.get(slice.person());
      boolean was = own != null && own.remove(slice);
      if (was && own != null && own.isEmpty()) {
        slices.remove(slice.person());
        turns.remove(slice.person());
      }
      return was;
    } finally {
      lock.unlock();
    }
  }

  boolean closed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    for (PoolWork.Slice slice = next(); slice != null; slice = next()) {
      slice.run();
      turnEnded(slice.person());
    }
  }

  private PoolWork.@Nullable Slice next() {
    lock.lock();
    try {
      while (turns.isEmpty() && !closed) {
        waiting.awaitUninterruptibly();
      }
      String person = turns.poll();
      Deque<PoolWork.Slice> own = person == null ? null : slices.get(person);
      PoolWork.Slice slice = own == null ? null : own.poll();
      if (person == null || own == null || slice == null) {
        return null;
      }
      if (own.isEmpty()) {
        slices.remove(person);
      }
      running.add(person);
      return slice;
    } finally {
      lock.unlock();
    }
  }

  /** Queues the next turn of a person, behind the other people. */
  private void turnEnded(String person) {
    lock.lock();
    try {
      running.remove(person);
      if (slices.containsKey(person)) {
        turns.add(person);
        waiting.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Stops all work at its next step, without waiting for it. The threads are daemons. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      LOG.debug("work pool closes waiting={}", slices.size());
      slices.values().forEach(own -> own.forEach(PoolWork.Slice::refuse));
      slices.clear();
      turns.clear();
      waiting.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

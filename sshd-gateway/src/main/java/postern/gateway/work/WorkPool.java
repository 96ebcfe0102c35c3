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
 * A few platform threads for work that takes the processor for a time nobody knows. Persons take
 * turns, a slice each; each has one slice under way at a time, so nobody takes more than one of the
 * threads. They are never interrupted, since that would close the files of the index.
 */
public final class WorkPool implements AutoCloseable {
  /** Work that one person may have begun at a time. */
  public static final int MOST_OF_ONE = 32;

  /** Work that all together may have begun at a time. */
  public static final int MOST = 256;

  private static final Logger LOG = LoggerFactory.getLogger(WorkPool.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition waiting = lock.newCondition();
  // guarded by lock, down to closed
  private final Map<String, Deque<PoolWork.Slice>> slices = new HashMap<>();
  private final Deque<String> turns = new ArrayDeque<>();
  private final Set<String> running = new HashSet<>();
  private final Map<String, Integer> begun = new HashMap<>();
  private int allBegun;
  private boolean closed;

  /** No room for more work; the message says whose limit it is. */
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full(String why) {
      super(why);
    }
  }

  private WorkPool() {}

  /** One thread less than there are processors; two at least, so that one may wait for a disk. */
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
   * Begins work for a person.
   *
   * @param unwanted whether it shall stop; asked by the thread that waits, many times a second
   * @throws Full when that person, or all together, have begun too much
   */
  public Work begin(String person, BooleanSupplier unwanted) {
    lock.lock();
    try {
      int own = begun.getOrDefault(person, 0);
      if (own >= MOST_OF_ONE) {
        throw new Full(
            "busy: " + own + " of your long commands are under way; let one of them end first");
      }
      if (allBegun >= MOST) {
        throw new Full("busy: " + allBegun + " long commands are under way; try again in a moment");
      }
      begun.put(person, own + 1);
      allBegun++;
    } finally {
      lock.unlock();
    }
    return new PoolWork(this, person, true, unwanted);
  }

  /**
   * Work of a session that stays and follows what a machine says: not counted, since sessions are;
   * small pieces, in the same turns.
   */
  public Work stay(String person, BooleanSupplier unwanted) {
    return new PoolWork(this, person, false, unwanted);
  }

  void ended(String person) {
    lock.lock();
    try {
      begun.computeIfPresent(person, (same, own) -> own == 1 ? null : own - 1);
      allBegun--;
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

  /** True when it had not been begun and will not be. */
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
      slice.take();
      ready(slice.person());
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

  /** This person may have another turn, behind the others. */
  private void ready(String person) {
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

  /** Ends all work at its next step. Does not wait for it: the threads are daemons. */
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

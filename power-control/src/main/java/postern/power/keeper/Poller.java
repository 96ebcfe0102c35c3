package postern.power.keeper;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import postern.power.posix.Posix;

/**
 * Waits for many file descriptors and calls the owners of those that are ready, all on the thread
 * that calls {@link #poll}. Other threads may call only {@link #submit}.
 */
final class Poller {
  private static final int ENTRY_BYTES = 8;
  private static final int CHUNK = 32 * 1024;

  /** A pty does not always report that it has room again, so writes are retried. */
  private static final int RETRY_MILLIS = 50;

  /** A file descriptor and its owner. */
  interface Descriptor {
    int fd();

    /** POLLIN, POLLOUT, both, or −1 to be ignored this time. */
    int wanted();

    /** Called with the events that are ready. May close this descriptor and others. */
    void ready(int events);
  }

  /**
   * A buffer for one read or write, used within one call only. It is shared because one for each
   * console would not fit into the keeper's heap.
   */
  final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK);

  final byte[] bytes = new byte[CHUNK];

  private final Set<Descriptor> descriptors = new LinkedHashSet<>();
  private final Queue<Runnable> submitted = new ConcurrentLinkedQueue<>();
  private final MemorySegment count = Arena.global().allocate(8);
  private final int wake = Posix.eventfd();
  private MemorySegment entries = Arena.global().allocate(0);

  void add(Descriptor descriptor) {
    descriptors.add(descriptor);
  }

  /** Removes and closes it. */
  void close(Descriptor descriptor) {
    if (descriptors.remove(descriptor)) {
      Posix.close(descriptor.fd());
    }
  }

  boolean has(Descriptor descriptor) {
    return descriptors.contains(descriptor);
  }

  /** Runs a task on the polling thread. */
  void submit(Runnable task) {
    submitted.add(task);
    try (Arena arena = Arena.ofConfined()) {
      Posix.write(wake, arena.allocateFrom(ValueLayout.JAVA_LONG, 1L), 8);
    }
  }

  /**
   * Waits until a descriptor is ready or the timeout is over, and calls the owners.
   *
   * @param timeoutMillis at most this long
   */
  void poll(int timeoutMillis) {
    List<Descriptor> polled = new ArrayList<>(descriptors);
    polled.removeIf(descriptor -> descriptor.wanted() < 0);
    fill(polled);
    boolean writing =
        polled.stream().anyMatch(descriptor -> (descriptor.wanted() & Posix.POLLOUT) != 0);
    int answer =
        Posix.poll(
            entries,
            polled.size() + 1,
            writing ? Math.min(RETRY_MILLIS, timeoutMillis) : timeoutMillis);
    if (answer > 0) {
      serve(polled);
    } else if (writing) {
      retry(polled);
    }
    for (Runnable task = submitted.poll(); task != null; task = submitted.poll()) {
      task.run();
    }
  }

  private void retry(List<Descriptor> polled) {
    for (Descriptor descriptor : polled) {
      if (has(descriptor) && (descriptor.wanted() & Posix.POLLOUT) != 0) {
        descriptor.ready(Posix.POLLOUT);
      }
    }
  }

  private void fill(List<Descriptor> polled) {
    long needed = (polled.size() + 1L) * ENTRY_BYTES;
    if (entries.byteSize() < needed) {
      entries = Arena.ofAuto().allocate(needed * 2, ENTRY_BYTES);
    }
    entry(0, wake, Posix.POLLIN);
    for (int i = 0; i < polled.size(); i++) {
      entry(i + 1, polled.get(i).fd(), polled.get(i).wanted());
    }
  }

  private void entry(int index, int fd, int wanted) {
    long at = (long) index * ENTRY_BYTES;
    entries.set(ValueLayout.JAVA_INT, at, fd);
    entries.set(ValueLayout.JAVA_SHORT, at + 4, (short) wanted);
    entries.set(ValueLayout.JAVA_SHORT, at + 6, (short) 0);
  }

  private int events(int index) {
    return entries.get(ValueLayout.JAVA_SHORT, (long) index * ENTRY_BYTES + 6);
  }

  private void serve(List<Descriptor> polled) {
    if (events(0) != 0) {
      Posix.read(wake, count);
    }
    for (int i = 0; i < polled.size(); i++) {
      int events = events(i + 1);
      // An earlier call may have closed this one, and its number may have been reused.
      if (events != 0 && has(polled.get(i))) {
        polled.get(i).ready(events);
      }
    }
  }
}

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
 * Waits for many descriptors at once and calls whoever owns the ready ones, all on the one thread
 * that calls {@link #turn}. Only {@link #submit} may be called from others.
 */
final class Poller {
  private static final int ENTRY_BYTES = 8;
  private static final int CHUNK = 32 * 1024;

  /** Milliseconds; a pty does not always wake who waits for room in it, so it is asked again. */
  private static final int RETRY = 50;

  /** Whatever has a descriptor. */
  interface Descriptor {
    int fd();

    /** POLLIN, POLLOUT, both, or −1 to be left out this time. */
    int wanted();

    /** The owner may close itself or others here. */
    void ready(int events);
  }

  /**
   * What is read or written at once, for each call alone: of one a console, the consoles that the
   * keeper may have would not fit into its heap.
   */
  final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK);

  final byte[] bytes = new byte[CHUNK];

  private final Set<Descriptor> ports = new LinkedHashSet<>();
  private final Queue<Runnable> submitted = new ConcurrentLinkedQueue<>();
  private final MemorySegment count = Arena.global().allocate(8);
  private final int wake = Posix.eventfd();
  private MemorySegment entries = Arena.global().allocate(0);

  void add(Descriptor port) {
    ports.add(port);
  }

  /** Forgets and closes it. */
  void close(Descriptor port) {
    if (ports.remove(port)) {
      Posix.close(port.fd());
    }
  }

  boolean has(Descriptor port) {
    return ports.contains(port);
  }

  /** To be run on the polling thread soon. */
  void submit(Runnable task) {
    submitted.add(task);
    try (Arena arena = Arena.ofConfined()) {
      Posix.write(wake, arena.allocateFrom(ValueLayout.JAVA_LONG, 1L), 8);
    }
  }

  /** Waits at most so many milliseconds, then serves what is ready. */
  void turn(int timeout) {
    List<Descriptor> asked = new ArrayList<>(ports);
    asked.removeIf(port -> port.wanted() < 0);
    fill(asked);
    boolean writing = asked.stream().anyMatch(port -> (port.wanted() & Posix.POLLOUT) != 0);
    int answer =
        Posix.poll(entries, asked.size() + 1, writing ? Math.min(RETRY, timeout) : timeout);
    if (answer > 0) {
      serve(asked);
    } else if (writing) {
      retry(asked);
    }
    for (Runnable task = submitted.poll(); task != null; task = submitted.poll()) {
      task.run();
    }
  }

  private void retry(List<Descriptor> asked) {
    for (Descriptor port : asked) {
      if (has(port) && (port.wanted() & Posix.POLLOUT) != 0) {
        port.ready(Posix.POLLOUT);
      }
    }
  }

  private void fill(List<Descriptor> asked) {
    long needed = (asked.size() + 1L) * ENTRY_BYTES;
    if (entries.byteSize() < needed) {
      entries = Arena.ofAuto().allocate(needed * 2, ENTRY_BYTES);
    }
    entry(0, wake, Posix.POLLIN);
    for (int i = 0; i < asked.size(); i++) {
      entry(i + 1, asked.get(i).fd(), asked.get(i).wanted());
    }
  }

  private void entry(int index, int fd, int wanted) {
    long at = (long) index * ENTRY_BYTES;
    entries.set(ValueLayout.JAVA_INT, at, fd);
    entries.set(ValueLayout.JAVA_SHORT, at + 4, (short) wanted);
    entries.set(ValueLayout.JAVA_SHORT, at + 6, (short) 0);
  }

  private int answered(int index) {
    return entries.get(ValueLayout.JAVA_SHORT, (long) index * ENTRY_BYTES + 6);
  }

  private void serve(List<Descriptor> asked) {
    if (answered(0) != 0) {
      Posix.read(wake, count);
    }
    for (int i = 0; i < asked.size(); i++) {
      int events = answered(i + 1);
      // One served before may have closed this one, and its number may even be somebody else's.
      if (events != 0 && has(asked.get(i))) {
        asked.get(i).ready(events);
      }
    }
  }
}

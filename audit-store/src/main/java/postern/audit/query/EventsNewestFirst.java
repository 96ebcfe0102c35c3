package postern.audit.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import postern.audit.Event;
import postern.audit.disk.DataDir;
import postern.audit.event.EventLookup;
import postern.audit.event.LogReader;

/**
 * Iterates over the events in the files, newest first. Keeps the positions of the events of one
 * file, 12 bytes each, but not the events.
 */
final class EventsNewestFirst implements Iterator<Event>, AutoCloseable {
  private final LogReader log;
  private final EventLookup lookup;
  private final Predicate<Event> wanted;
  private @Nullable Deque<Long> files;
  private long file;
  private LinePositions positions = new LinePositions();
  private @Nullable Event ahead;

  EventsNewestFirst(DataDir dir, Predicate<Event> wanted) {
    this.log = new LogReader(dir);
    this.lookup = new EventLookup(dir);
    this.wanted = wanted;
  }

  @Override
  public boolean hasNext() {
    try {
      while (ahead == null && (positions.more() || nextFile())) {
        if (positions.more()) {
          positions.back();
          ahead = lookup.read(file, positions.at(), positions.size());
        }
      }
      return ahead != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Moves to the file before. Returns false if there is none. */
  private boolean nextFile() throws IOException {
    Deque<Long> left = files;
    if (left == null) {
      left = new ArrayDeque<>(log.files());
      files = left;
    }
    Long next = left.pollLast();
    if (next == null) {
      return false;
    }
    file = next;
    LinePositions found = new LinePositions();
    log.readFile(
        next,
        (event, at, size) -> {
          if (wanted.test(event)) {
            found.add(at.at(), size);
          }
        });
    positions = found;
    return true;
  }

  @Override
  public Event next() {
    Event event = hasNext() ? ahead : null;
    if (event == null) {
      throw new NoSuchElementException();
    }
    ahead = null;
    return event;
  }

  @Override
  public void close() {
    try {
      lookup.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

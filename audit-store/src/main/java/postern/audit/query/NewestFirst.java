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
import postern.audit.event.EventFiles;
import postern.audit.event.LogReader;

/**
 * Events out of the files, the newest first. Holds the places of those of one file, 12 bytes each,
 * never the events.
 */
final class NewestFirst implements Iterator<Event>, AutoCloseable {
  private final LogReader log;
  private final EventFiles stored;
  private final Predicate<Event> wanted;
  private @Nullable Deque<Long> files;
  private long file;
  private Places places = new Places();
  private @Nullable Event ahead;

  NewestFirst(DataDir dir, Predicate<Event> wanted) {
    this.log = new LogReader(dir);
    this.stored = new EventFiles(dir);
    this.wanted = wanted;
  }

  @Override
  public boolean hasNext() {
    try {
      while (ahead == null && (places.left() || nextFile())) {
        if (places.left()) {
          places.back();
          ahead = stored.at(file, places.at(), places.size());
        }
      }
      return ahead != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** False when there is none before. */
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
    Places found = new Places();
    log.readFile(
        next,
        (event, at, size) -> {
          if (wanted.test(event)) {
            found.add(at.at(), size);
          }
        });
    places = found;
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
      stored.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

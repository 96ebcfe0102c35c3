package postern.audit.query;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the index finds, the newest first, in pages of event ids: only the places of one page are
 * held, and the database is asked only while a page is read. Where the index fails, the files have
 * the rest.
 *
 * @param <T> events or sessions
 */
final class IndexPages<T> implements Iterator<T>, AutoCloseable {
  /** Ids on a page. */
  private static final long PAGE = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(IndexPages.class);

  private final IndexTail index;
  private final Source<T> source;
  private final LongFunction<Stream<T>> files;
  private final Deque<Place> places = new ArrayDeque<>();
  private @Nullable T ahead;
  private @Nullable Stream<T> rest;
  private @Nullable Iterator<T> restLeft;

  /** Pages are read from here down. */
  private long below;

  /** Where something stands in the event log: its event, and for a session that of its end. */
  record Place(Line line, Optional<Line> end) {}

  /** A line of the event log, and the id that its event has. */
  record Line(long id, long file, long at, int size) {}

  /** How one kind of thing is found and read. */
  interface Source<T> extends AutoCloseable {
    /** Adds what has ids from {@code from} to before {@code below}, the newest first. */
    void page(Connection index, long from, long below, Deque<Place> found) throws SQLException;

    /** Empty when the index was too rough and this is not asked for. */
    Optional<T> read(Place place) throws IOException;

    @Override
    void close();
  }

  /**
   * @param below all that is found has ids below this
   * @param files all below an id, out of the files
   */
  IndexPages(IndexTail index, long below, Source<T> source, LongFunction<Stream<T>> files) {
    this.index = index;
    this.below = below;
    this.source = source;
    this.files = files;
  }

  @Override
  public boolean hasNext() {
    while (ahead == null && restLeft == null && (!places.isEmpty() || below > 0)) {
      if (places.isEmpty()) {
        readPage();
      } else {
        readOne(places.remove());
      }
    }
    Iterator<T> left = restLeft;
    return ahead != null || (left != null && left.hasNext());
  }

  private void readPage() {
    long from = Math.max(0, below - PAGE);
    try (Connection connection = index.reader()) {
      source.page(connection, from, below, places);
      below = from;
    } catch (SQLException e) {
      goOnInFiles(below, e);
    }
  }

  private void readOne(Place place) {
    try {
      ahead = source.read(place).orElse(null);
    } catch (IOException e) {
      goOnInFiles(place.line().id() + 1, e);
    }
  }

  private void goOnInFiles(long belowId, Exception why) {
    LOG.warn("index not used reason={}", why.toString());
    places.clear();
    Stream<T> fromFiles = files.apply(belowId);
    rest = fromFiles;
    restLeft = fromFiles.iterator();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T found = ahead;
    Iterator<T> left = restLeft;
    if (found != null || left == null) {
      ahead = null;
      return java.util.Objects.requireNonNull(found);
    }
    return left.next();
  }

  @Override
  public void close() {
    source.close();
    Stream<T> open = rest;
    if (open != null) {
      open.close();
    }
  }
}

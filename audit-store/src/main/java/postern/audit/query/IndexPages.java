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
 * Iterates over what the index finds, newest first, in pages of event ids. Only the positions of
 * one page are kept, and the database is used only while a page is read. If the index fails, the
 * rest comes from the files.
 *
 * @param <T> events or sessions
 */
final class IndexPages<T> implements Iterator<T>, AutoCloseable {
  /** Event ids in a page. */
  private static final long PAGE = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(IndexPages.class);

  private final Indexer indexer;
  private final Source<T> source;
  private final LongFunction<Stream<T>> files;
  private final Deque<Hit> hits = new ArrayDeque<>();
  private @Nullable T ahead;
  private @Nullable Stream<T> rest;
  private @Nullable Iterator<T> restIterator;

  /** The next page ends before this id. */
  private long below;

  /** The position of an event, or of the first and the last event of a session. */
  record Hit(EventPosition first, Optional<EventPosition> last) {}

  /** The position of an event in the event log. */
  record EventPosition(long id, long file, long at, int size) {}

  /** Finds and reads events or sessions. */
  interface Source<T> extends AutoCloseable {
    /** Adds hits with ids from {@code from} up to but not including {@code below}, newest first. */
    void page(Connection index, long from, long below, Deque<Hit> found) throws SQLException;

    /** Reads a hit. Returns empty if the query does not match it after all. */
    Optional<T> read(Hit hit) throws IOException;

    @Override
    void close();
  }

  /**
   * @param below only ids below this are found
   * @param files returns everything below an id, from the files
   */
  IndexPages(Indexer indexer, long below, Source<T> source, LongFunction<Stream<T>> files) {
    this.indexer = indexer;
    this.below = below;
    this.source = source;
    this.files = files;
  }

  @Override
  public boolean hasNext() {
    while (ahead == null && restIterator == null && (!hits.isEmpty() || below > 0)) {
      if (hits.isEmpty()) {
        readPage();
      } else {
        readOne(hits.remove());
      }
    }
    Iterator<T> left = restIterator;
    return ahead != null || (left != null && left.hasNext());
  }

  private void readPage() {
    long from = Math.max(0, below - PAGE);
    try (Connection connection = indexer.reader()) {
      source.page(connection, from, below, hits);
      below = from;
    } catch (SQLException e) {
      continueInFiles(below, e);
    }
  }

  private void readOne(Hit hit) {
    try {
      ahead = source.read(hit).orElse(null);
    } catch (IOException e) {
      continueInFiles(hit.first().id() + 1, e);
    }
  }

  private void continueInFiles(long belowId, Exception why) {
    LOG.warn("index not used reason={}", why.toString());
    hits.clear();
    Stream<T> fromFiles = files.apply(belowId);
    rest = fromFiles;
    restIterator = fromFiles.iterator();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    T found = ahead;
    Iterator<T> left = restIterator;
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

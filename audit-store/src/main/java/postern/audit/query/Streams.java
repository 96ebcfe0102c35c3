package postern.audit.query;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Streams that read their elements when these are requested. */
final class Streams {
  private Streams() {}

  static <T> Stream<T> of(Iterator<T> all) {
    int traits = Spliterator.ORDERED | Spliterator.NONNULL;
    Stream<T> stream =
        StreamSupport.stream(Spliterators.spliteratorUnknownSize(all, traits), false);
    return all instanceof AutoCloseable open ? stream.onClose(() -> close(open)) : stream;
  }

  private static void close(AutoCloseable open) {
    try {
      open.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}

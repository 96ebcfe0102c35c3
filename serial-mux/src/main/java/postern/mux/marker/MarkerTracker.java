package postern.mux.marker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.mux.Console;
import postern.mux.ConsoleConditions;
import postern.mux.OutputMarker;

/**
 * Knows when a console last showed a boot and a panic. It scans on the console's event loop; the
 * results may be read on any thread.
 */
public final class MarkerTracker {
  /** Receives each marker on the console's event loop. */
  public interface Listener {
    void seen(OutputMarker marker, long offset);
  }

  /** The number of bytes examined before a kernel's first phrase. */
  private static final int BEFORE = 512;

  /** A kernel prints its command line within this many bytes of its first phrase. */
  private static final long SOON = 16 << 10;

  private static final long NONE = -1;

  private final MarkerScanner scanner = new MarkerScanner();
  private final Clock clock;
  private final Console console;
  private final Listener listener;

  /** The offset of a kernel's first phrase whose command line has not followed yet. */
  private long kernel = NONE;

  private volatile ConsoleConditions.@Nullable Boot boot;
  private volatile ConsoleConditions.@Nullable Panic panic;

  public MarkerTracker(Clock clock, Console console, Listener listener) {
    this.clock = clock;
    this.console = console;
    this.listener = listener;
  }

  public void scan(ByteBuffer output, long endOffset) {
    long chunkStart = endOffset - output.remaining();
    scanner.scan(output, (marker, phrase, start) -> seen(marker, phrase, chunkStart + start));
  }

  private void seen(OutputMarker marker, String phrase, long offset) {
    long at = marker == OutputMarker.BOOT ? bootOffset(phrase, offset) : offset;
    if (at == NONE) {
      return;
    }
    switch (marker) {
      case BOOT -> boot = new ConsoleConditions.Boot(clock.instant(), at);
      case PANIC -> panic = new ConsoleConditions.Panic(clock.instant(), at, phrase.strip());
      case LOGIN -> {}
    }
    listener.seen(marker, at);
  }

  /**
   * Returns the offset of the boot that is certain with this phrase, or {@link #NONE}. Only a
   * kernel's command line needs the slow look at the text before.
   */
  private long bootOffset(String phrase, long offset) {
    if (phrase.startsWith(BootStage.LINUX)) {
      kernel = offset;
      return NONE;
    }
    if (!phrase.equals(BootStage.LINUX_COMMAND_LINE)) {
      return offset;
    }
    long began = kernel;
    kernel = NONE;
    boolean soon = began != NONE && offset - began <= SOON;
    return soon && !ReplayedKernelLog.isFollowing(textBefore(began)) ? began : NONE;
  }

  /** Returns the text before this offset, as far as the ring retains it. */
  private String textBefore(long offset) {
    Console.Excerpt text = console.history(Math.max(0, offset - BEFORE), BEFORE);
    int length = Math.clamp(offset - text.fromOffset(), 0, text.bytes().remaining());
    return StandardCharsets.ISO_8859_1.decode(text.bytes().slice(0, length)).toString();
  }

  /** Returns the last sign of a boot. Called on any thread. */
  public Optional<ConsoleConditions.Boot> boot() {
    return Optional.ofNullable(boot);
  }

  /** Returns the last panic or oops. Called on any thread. */
  public Optional<ConsoleConditions.Panic> panic() {
    return Optional.ofNullable(panic);
  }
}

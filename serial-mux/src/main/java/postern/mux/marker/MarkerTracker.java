package postern.mux.marker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.mux.Console;
import postern.mux.ConsoleConditions;
import postern.mux.OutputMarker;

/** When a console last showed a boot and a panic. Looks on the console's thread; asked from any. */
public final class MarkerTracker {
  /** Told of each sign, on that thread. */
  public interface Told {
    void sign(OutputMarker sign, long offset);
  }

  /** So much is looked at before the words that tell of a boot, bytes. */
  private static final int BEFORE = 512;

  /** A kernel says its command line within so much of its first words, bytes. */
  private static final long SOON = 16 << 10;

  private static final long NONE = -1;

  private final MarkerScanner finder = new MarkerScanner();
  private final Clock clock;
  private final Console console;
  private final Told told;

  /** Where a kernel's first words stand that has yet to say its command line. */
  private long kernel = NONE;

  private volatile ConsoleConditions.@Nullable Boot boot;
  private volatile ConsoleConditions.@Nullable Panic panic;

  public MarkerTracker(Clock clock, Console console, Told told) {
    this.clock = clock;
    this.console = console;
    this.told = told;
  }

  public void look(ByteBuffer output, long endOffset) {
    long start = endOffset - output.remaining();
    finder.look(output, (sign, phrase, begin) -> seen(sign, phrase, start + begin));
  }

  private void seen(OutputMarker sign, String phrase, long offset) {
    long at = sign == OutputMarker.BOOT ? begun(phrase, offset) : offset;
    if (at == NONE) {
      return;
    }
    switch (sign) {
      case BOOT -> boot = new ConsoleConditions.Boot(clock.instant(), at);
      case PANIC -> panic = new ConsoleConditions.Panic(clock.instant(), at, phrase.strip());
      case LOGIN -> {}
    }
    told.sign(sign, at);
  }

  /** Where that boot begins which is certain now; looks back only then, it takes its time. */
  private long begun(String phrase, long offset) {
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

  /** As far as it is held. */
  private String textBefore(long offset) {
    Console.Excerpt held = console.history(Math.max(0, offset - BEFORE), BEFORE);
    int length = Math.clamp(offset - held.fromOffset(), 0, held.bytes().remaining());
    return StandardCharsets.ISO_8859_1.decode(held.bytes().slice(0, length)).toString();
  }

  /** The last sign of a boot. Any thread. */
  public Optional<ConsoleConditions.Boot> boot() {
    return Optional.ofNullable(boot);
  }

  /** The last panic or oops. Any thread. */
  public Optional<ConsoleConditions.Panic> panic() {
    return Optional.ofNullable(panic);
  }
}

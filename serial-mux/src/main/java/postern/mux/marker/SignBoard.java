package postern.mux.marker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.mux.Console;
import postern.mux.ConsoleSigns;
import postern.mux.Sign;

/** When a console last showed a boot and a panic. Looks on the console's thread; asked from any. */
public final class SignBoard {
  /** Told of each sign, on that thread. */
  public interface Told {
    void sign(Sign sign, long offset);
  }

  /** So much is looked at before the words that tell of a boot, bytes. */
  private static final int BEFORE = 512;

  /** A kernel says its command line within so much of its first words, bytes. */
  private static final long SOON = 16 << 10;

  private static final long NONE = -1;

  private final SignFinder finder = new SignFinder();
  private final Clock clock;
  private final Console console;
  private final Told told;

  /** Where a kernel's first words stand that has yet to say its command line. */
  private long kernel = NONE;

  private volatile ConsoleSigns.@Nullable Boot boot;
  private volatile ConsoleSigns.@Nullable Panic panic;

  public SignBoard(Clock clock, Console console, Told told) {
    this.clock = clock;
    this.console = console;
    this.told = told;
  }

  public void look(ByteBuffer output, long endOffset) {
    long start = endOffset - output.remaining();
    finder.look(output, (sign, phrase, begin) -> seen(sign, phrase, start + begin));
  }

  private void seen(Sign sign, String phrase, long offset) {
    long at = sign == Sign.BOOT ? begun(phrase, offset) : offset;
    if (at == NONE) {
      return;
    }
    switch (sign) {
      case BOOT -> boot = new ConsoleSigns.Boot(clock.instant(), at);
      case PANIC -> panic = new ConsoleSigns.Panic(clock.instant(), at, phrase.strip());
      case LOGIN -> {}
    }
    told.sign(sign, at);
  }

  /** Where that boot begins which is certain now; looks back only then, it takes its time. */
  private long begun(String phrase, long offset) {
    if (phrase.startsWith(SignFinder.KERNEL)) {
      kernel = offset;
      return NONE;
    }
    if (!phrase.equals(SignFinder.COMMAND_LINE)) {
      return offset;
    }
    long began = kernel;
    kernel = NONE;
    boolean soon = began != NONE && offset - began <= SOON;
    return soon && !Retold.after(textBefore(began)) ? began : NONE;
  }

  /** As far as it is held. */
  private String textBefore(long offset) {
    Console.Held held = console.history(Math.max(0, offset - BEFORE), BEFORE);
    int length = Math.clamp(offset - held.fromOffset(), 0, held.bytes().remaining());
    return StandardCharsets.ISO_8859_1.decode(held.bytes().slice(0, length)).toString();
  }

  /** The last sign of a boot. Any thread. */
  public Optional<ConsoleSigns.Boot> boot() {
    return Optional.ofNullable(boot);
  }

  /** The last panic or oops. Any thread. */
  public Optional<ConsoleSigns.Panic> panic() {
    return Optional.ofNullable(panic);
  }
}

package postern.mux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a console last showed a boot and a panic. Looks on the console's thread; asked from any. */
final class SignBoard {
  /** Told of each sign, on that thread. */
  interface Told {
    void sign(Sign sign, long offset);
  }

  /** So much is looked at before the words that tell of a boot, bytes. */
  private static final int BEFORE = 512;

  private final SignFinder finder = new SignFinder();
  private final Clock clock;
  private final Console console;
  private final Told told;
  private volatile ConsoleSigns.@Nullable Boot boot;
  private volatile ConsoleSigns.@Nullable Panic panic;

  SignBoard(Clock clock, Console console, Told told) {
    this.clock = clock;
    this.console = console;
    this.told = told;
  }

  void look(ByteBuffer output, long endOffset) {
    long start = endOffset - output.remaining();
    finder.look(output, (sign, phrase, begin) -> seen(sign, phrase, start + begin));
  }

  private void seen(Sign sign, String phrase, long offset) {
    switch (sign) {
      case BOOT -> {
        if (phrase.startsWith(SignFinder.KERNEL) && Retold.after(textBefore(offset))) {
          return;
        }
        boot = new ConsoleSigns.Boot(clock.instant(), offset);
      }
      case PANIC -> panic = new ConsoleSigns.Panic(clock.instant(), phrase);
      case LOGIN -> {}
    }
    told.sign(sign, offset);
  }

  /** As far as it is held. */
  private String textBefore(long offset) {
    Console.Held held = console.history(Math.max(0, offset - BEFORE), BEFORE);
    int length = Math.clamp(offset - held.fromOffset(), 0, held.bytes().remaining());
    return StandardCharsets.ISO_8859_1.decode(held.bytes().slice(0, length)).toString();
  }

  ConsoleSigns with(Hold hold) {
    return new ConsoleSigns(
        Optional.ofNullable(boot), Optional.ofNullable(panic), hold.stopped(), hold.lockedBy());
  }
}

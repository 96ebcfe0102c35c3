package postern.mux;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a console last showed a boot and a panic. Looks on the console's thread; asked from any. */
final class SignBoard {
  /** Told of each sign, on that thread. */
  interface Told {
    void sign(Sign sign, long endOffset);
  }

  private final SignFinder finder = new SignFinder();
  private final Clock clock;
  private final Told told;
  private volatile @Nullable Instant boot;
  private volatile ConsoleSigns.@Nullable Panic panic;

  SignBoard(Clock clock, Told told) {
    this.clock = clock;
    this.told = told;
  }

  void look(ByteBuffer output, long endOffset) {
    finder.look(output, (sign, phrase) -> seen(sign, phrase, endOffset));
  }

  private void seen(Sign sign, String phrase, long endOffset) {
    switch (sign) {
      case BOOT -> boot = clock.instant();
      case PANIC -> panic = new ConsoleSigns.Panic(clock.instant(), phrase);
      case LOGIN -> {}
    }
    told.sign(sign, endOffset);
  }

  ConsoleSigns with(Hold hold) {
    return new ConsoleSigns(
        Optional.ofNullable(boot), Optional.ofNullable(panic), hold.stopped(), hold.lockedBy());
  }
}

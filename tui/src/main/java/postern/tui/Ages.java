package postern.tui;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Ages in one word, and the moment when the first of those given out changes its text. */
final class Ages {
  private final Instant now;
  private Instant nextChange = Instant.MAX;

  Ages(Instant now) {
    this.now = now;
  }

  /** {@code 12s}, {@code 3m}, {@code 5h}, {@code 9d}; {@code -} for never. */
  String of(Optional<Instant> moment) {
    return moment.map(this::of).orElse("-");
  }

  String of(Instant moment) {
    long seconds = Math.max(0, Duration.between(moment, now).toSeconds());
    if (seconds < 60) {
      return in(moment, seconds, 1, "s");
    }
    if (seconds < 3600) {
      return in(moment, seconds, 60, "m");
    }
    return seconds < 86_400 ? in(moment, seconds, 3600, "h") : in(moment, seconds, 86_400, "d");
  }

  /** {@link Instant#MAX} when no text will change by itself. */
  Instant nextChange() {
    return nextChange;
  }

  private String in(Instant moment, long seconds, long unit, String letter) {
    long count = seconds / unit;
    Instant change = moment.plusSeconds((count + 1) * unit);
    if (change.isBefore(nextChange)) {
      nextChange = change;
    }
    return count + letter;
  }
}

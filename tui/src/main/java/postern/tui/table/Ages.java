package postern.tui.table;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Formats ages, and computes when the first of the formatted ages changes. */
public final class Ages {
  private final Instant now;
  private Instant nextChange = Instant.MAX;

  public Ages(Instant now) {
    this.now = now;
  }

  /** {@code 12s}, {@code 3m}, {@code 5h}, {@code 9d}; {@code -} for never. */
  public String of(Optional<Instant> moment) {
    return moment.map(this::of).orElse("-");
  }

  public String of(Instant moment) {
    long seconds = Math.max(0, Duration.between(moment, now).toSeconds());
    if (seconds < 60) {
      return format(moment, seconds, 1, "s");
    }
    if (seconds < 3600) {
      return format(moment, seconds, 60, "m");
    }
    return seconds < 86_400
        ? format(moment, seconds, 3600, "h")
        : format(moment, seconds, 86_400, "d");
  }

  /** {@link Instant#MAX} if no formatted age changes. */
  public Instant nextChange() {
    return nextChange;
  }

  private String format(Instant moment, long seconds, long unit, String letter) {
    long count = seconds / unit;
    Instant change = moment.plusSeconds((count + 1) * unit);
    if (change.isBefore(nextChange)) {
      nextChange = change;
    }
    return count + letter;
  }
}

package postern.power;

import java.time.Instant;
import java.util.Optional;

/**
 * A machine's power as its backend said it just now; never a guess.
 *
 * @param since when it was first seen so, if known
 * @param reason why it is unknown, or what the backend adds
 */
public record PowerState(Power power, Optional<Instant> since, Optional<String> reason) {
  public enum Power {
    ON,
    OFF,
    PAUSED,
    UNKNOWN;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public static PowerState of(Power power) {
    return new PowerState(power, Optional.empty(), Optional.empty());
  }

  public static PowerState unknown(String reason) {
    return new PowerState(Power.UNKNOWN, Optional.empty(), Optional.of(reason));
  }
}

package postern.power;

import java.time.Instant;
import java.util.Optional;

/**
 * A machine's power state as its backend reported it; never a guess.
 *
 * @param since when the machine was first seen in this state, if known
 * @param reason why the state is unknown, or what the backend adds to it
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

  /** The reason if it is off; empty otherwise. */
  public Optional<String> whyOff() {
    return power == Power.OFF ? Optional.of(reason.orElse("its state is off")) : Optional.empty();
  }

  public static PowerState unknown(String reason) {
    return new PowerState(Power.UNKNOWN, Optional.empty(), Optional.of(reason));
  }
}

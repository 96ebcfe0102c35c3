package postern.gateway.config;

import postern.power.MachineAddress;

/**
 * How a machine's power is reached, and how it is configured.
 *
 * @param text as configured, without settings; {@link #WITHHELD} for a machine that Postern starts
 *     but whose power nobody may switch ({@code power = false})
 */
public record PowerAddress(MachineAddress address, String text) {
  /** The {@link #text} of power that exists but that nobody may switch. */
  public static final String WITHHELD = "withheld";

  /** Returns whether the power serves only to start the machine. */
  public boolean withheld() {
    return text.equals(WITHHELD);
  }
}

package postern.gateway.config;

import postern.power.MachineAddress;

/**
 * How a machine's power is reached, and how people write it.
 *
 * @param text as written, without settings; {@link #WITHHELD} for a machine that Postern must start
 *     itself but whose power nobody may switch ({@code power = false})
 */
public record PowerAddress(MachineAddress address, String text) {
  /** The {@link #text} of power that is there but not for people. */
  public static final String WITHHELD = "withheld";

  /** Only for starting the machine; nobody may switch it. */
  public boolean withheld() {
    return text.equals(WITHHELD);
  }
}

package postern.gateway.fleet;

import postern.power.MachineAddress;

/** How a machine's power is reached, and how people write it. */
public record PowerAddress(MachineAddress address, String text) {}

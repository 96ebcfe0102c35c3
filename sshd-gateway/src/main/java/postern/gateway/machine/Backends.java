package postern.gateway.machine;

import postern.audit.AuditStore;
import postern.mux.SerialMux;
import postern.power.control.PowerControl;

/** The modules behind the machines: their recordings, consoles and power. */
public record Backends(AuditStore audit, SerialMux mux, PowerControl power) {}

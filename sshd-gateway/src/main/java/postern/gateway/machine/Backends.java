package postern.gateway.machine;

import postern.audit.AuditStore;
import postern.mux.SerialMux;
import postern.power.control.PowerControl;

/** What stands behind the machines: their recordings, their consoles and their power. */
public record Backends(AuditStore audit, SerialMux mux, PowerControl power) {}

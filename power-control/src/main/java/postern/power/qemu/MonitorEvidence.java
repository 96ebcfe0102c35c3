package postern.power.qemu;

import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;

/** What the monitor shows of a command that it has accepted. Used by one thread. */
final class MonitorEvidence implements Backend.Evidence {
  private final MonitorSocket socket;
  private final MonitorSocket.Lease lease;
  private final PowerAction action;
  private final boolean resumes;
  private final long lastEvent;

  /**
   * @param before the state before the command; a guest that was only paused resumes and does not
   *     boot
   * @param lastEvent the number of the last event before the command
   */
  MonitorEvidence(
      MonitorSocket socket,
      MonitorSocket.Lease lease,
      PowerAction action,
      PowerState before,
      long lastEvent) {
    this.socket = socket;
    this.lease = lease;
    this.action = action;
    this.resumes =
        before.power() == Power.PAUSED && !before.reason().orElse("").equals("prelaunch");
    this.lastEvent = lastEvent;
  }

  @Override
  public Backend.Observation check() {
    return switch (action) {
      case ON -> once(Power.ON, resumes ? done("state is on") : starting("state is on"));
      case OFF -> once(Power.OFF, done("state is off"));
      case SOFT -> shutdown();
      case CYCLE, RESET ->
          received("RESET") ? starting("RESET event") : new Backend.Observation.Pending();
      case NMI -> done("QEMU has injected it");
    };
  }

  private Backend.Observation shutdown() {
    if (received("SHUTDOWN")) {
      return done("SHUTDOWN event");
    }
    if (received("RESET")) {
      return starting("RESET event: the guest restarts");
    }
    // While the connection lasts, the events show everything. SoftShutdown says why the state is
    // not queried.
    return lease.monitor().isOpen()
        ? new Backend.Observation.Pending()
        : once(Power.OFF, done("state is off"));
  }

  private boolean received(String event) {
    return lease.monitor().events().receivedAfter(lastEvent, event);
  }

  private Backend.Observation once(Power wanted, Backend.Observation then) {
    return socket.state().power() == wanted ? then : new Backend.Observation.Pending();
  }

  private static Backend.Observation starting(String evidence) {
    return new Backend.Observation.Starting(evidence);
  }

  private static Backend.Observation done(String evidence) {
    return new Backend.Observation.Done(evidence);
  }

  @Override
  public void close() {
    lease.close();
  }
}

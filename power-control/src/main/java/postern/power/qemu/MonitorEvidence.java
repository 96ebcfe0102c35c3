package postern.power.qemu;

import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend;

/** What the monitor shows after it took a command. Looked at by one thread. */
final class MonitorEvidence implements Backend.Evidence {
  private final MonitorSocket socket;
  private final MonitorSocket.Use use;
  private final PowerAction action;
  private final boolean wakes;
  private final long seen;

  /**
   * @param before what the state was; a guest that was only paused goes on and does not start
   * @param seen the number of the last event before the command
   */
  MonitorEvidence(
      MonitorSocket socket,
      MonitorSocket.Use use,
      PowerAction action,
      PowerState before,
      long seen) {
    this.socket = socket;
    this.use = use;
    this.action = action;
    this.wakes = before.power() == Power.PAUSED && !before.reason().orElse("").equals("prelaunch");
    this.seen = seen;
  }

  @Override
  public Backend.Sight look() {
    return switch (action) {
      case ON -> reached(Power.ON, wakes ? done("state is on") : starts("state is on"));
      case OFF -> reached(Power.OFF, done("state is off"));
      case SOFT -> shutDown();
      case CYCLE, RESET -> event("RESET") ? starts("RESET event") : new Backend.Sight.Nothing();
      case NMI -> done("QEMU has injected it");
    };
  }

  private Backend.Sight shutDown() {
    if (event("SHUTDOWN")) {
      return done("SHUTDOWN event");
    }
    if (event("RESET")) {
      return starts("RESET event: the guest restarts");
    }
    // While the conversation lasts the events tell everything. See KeptShutdown for why it is not
    // asked.
    return use.monitor().isOpen()
        ? new Backend.Sight.Nothing()
        : reached(Power.OFF, done("state is off"));
  }

  private boolean event(String name) {
    return use.monitor().events().receivedAfter(seen, name);
  }

  private Backend.Sight reached(Power wanted, Backend.Sight then) {
    return socket.state().power() == wanted ? then : new Backend.Sight.Nothing();
  }

  private static Backend.Sight starts(String evidence) {
    return new Backend.Sight.Starts(evidence);
  }

  private static Backend.Sight done(String evidence) {
    return new Backend.Sight.Done(evidence);
  }

  @Override
  public void close() {
    use.close();
  }
}

package postern.power.qemu;

import postern.power.Backend;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;

/** What the monitor shows after it took a command. Looked at by one thread. */
final class MonitorEvidence implements Backend.Evidence {
  private final MonitorSocket socket;
  private final MonitorSocket.Use use;
  private final PowerAction action;
  private final long seen;

  /**
   * @param seen the number of the last event before the command
   */
  MonitorEvidence(MonitorSocket socket, MonitorSocket.Use use, PowerAction action, long seen) {
    this.socket = socket;
    this.use = use;
    this.action = action;
    this.seen = seen;
  }

  @Override
  public Backend.Sight look() {
    return switch (action) {
      case ON -> reached(Power.ON);
      case OFF -> reached(Power.OFF);
      case SOFT -> shutDown();
      case CYCLE, RESET -> event("RESET") ? done("RESET event") : new Backend.Sight.Nothing();
      case NMI -> done("QEMU has injected it");
    };
  }

  private Backend.Sight shutDown() {
    if (event("SHUTDOWN")) {
      return done("SHUTDOWN event");
    }
    return event("RESET") ? done("RESET event: the guest restarts") : reached(Power.OFF);
  }

  private boolean event(String name) {
    return use.monitor().eventsAfter(seen).stream().anyMatch(event -> event.name().equals(name));
  }

  private Backend.Sight reached(Power wanted) {
    PowerState state = socket.state();
    return state.power() == wanted
        ? done("state is " + wanted.word())
        : new Backend.Sight.Nothing();
  }

  private static Backend.Sight done(String evidence) {
    return new Backend.Sight.Done(evidence);
  }

  @Override
  public void close() {
    use.close();
  }
}

package postern.gateway.machine;

import java.util.concurrent.locks.ReentrantLock;
import postern.audit.AuditStore;
import postern.audit.Health;
import postern.mux.Notice;

/** Tells everyone at the consoles when recording fails and when it works again. */
public final class RecordingAlarm {
  private final AuditStore audit;
  private final Machines machines;
  private final boolean strict;
  private final ReentrantLock telling = new ReentrantLock();

  /** By {@link #telling}. */
  private Health told = new Health.Ok();

  public RecordingAlarm(AuditStore audit, Machines machines, boolean strict) {
    this.audit = audit;
    this.machines = machines;
    this.strict = strict;
  }

  /** Starts to watch. The store's threads do not wait until people are told. */
  public void listen() {
    audit.onHealth(now -> Thread.ofVirtual().name("recording-alarm").start(this::tell));
  }

  private void tell() {
    telling.lock();
    try {
      Health now = audit.health();
      if (now.equals(told)) {
        return;
      }
      told = now;
      Notice notice =
          switch (now) {
            case Health.Failing(String why) -> new Notice.NotRecorded(why);
            case Health.Ok() ->
                new Notice.Text(
                    "recording works again" + (strict ? ", what you type is sent again" : ""));
          };
      machines.all().stream()
          .flatMap(live -> live.consoles().values().stream())
          .forEach(console -> console.tell(notice));
    } finally {
      telling.unlock();
    }
  }
}

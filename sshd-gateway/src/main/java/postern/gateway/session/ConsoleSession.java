package postern.gateway.session;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.SessionEnd;
import postern.gateway.access.AttachOptions;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.Ending;
import postern.gateway.ssh.SessionChannel;
import postern.mux.Attachment;

/**
 * A person at a console, from attach to leave: reads top to bottom on the virtual thread that
 * serves the channel.
 */
public final class ConsoleSession {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleSession.class);

  private final Setting setting;
  private volatile @Nullable SessionLoop present;
  private boolean elsewhere;

  public ConsoleSession(
      SessionChannel channel, ConsoleActs host, AttachOptions options, Clock clock) {
    this(new Setting(channel, host, options, clock, System::nanoTime));
  }

  ConsoleSession(Setting setting) {
    this.setting = setting;
  }

  /** From the console's thread. */
  private void news() {
    SessionLoop visit = present;
    if (visit == null) {
      setting.channel().wake();
    } else {
      setting.channel().wakeOr(visit::showAtOnce);
    }
  }

  /** After {@link #run}: the person asked for another machine. */
  public boolean elsewhere() {
    return elsewhere;
  }

  /**
   * Serves the session to its end.
   *
   * @return the exit status
   */
  public int run() throws InterruptedException {
    ConsoleActs host = setting.host();
    try (Attachment at = host.attach(this::news)) {
      Ending how =
          new Ending(SessionEnd.FAILED, 1, "a fault of the gateway's own; its log says more");
      SessionLoop visit = new SessionLoop(setting, at);
      present = visit;
      try {
        how = visit.stay();
      } catch (RuntimeException e) {
        LOG.error("console session failed session={}", host.participant().session(), e);
      } catch (InterruptedException e) {
        how = new Ending(SessionEnd.SHUTDOWN, 1, "the gateway stops");
        throw e;
      } finally {
        host.close(how); // the keyboard is free before a slow client has read its goodbye
      }
      visit.goodbye(how);
      elsewhere = how.equals(Ending.ELSEWHERE);
      return how.exit();
    }
  }
}

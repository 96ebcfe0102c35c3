package postern.gateway.session;

import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.SessionEnd;
import postern.gateway.access.AttachOptions;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.Ending;
import postern.gateway.keys.EscapeParser;
import postern.gateway.keys.EscapePrefix;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.view.SessionOutput;
import postern.mux.Attachment;

/** A person's session at a console, served on the virtual thread of its SSH channel. */
public final class ConsoleSession {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleSession.class);

  private final SessionChannel channel;
  private final ConsoleActs acts;
  private final AttachOptions options;
  private final Clock clock;
  private final LongSupplier nanos;
  private volatile @Nullable SessionLoop loop;
  private boolean wantsOtherMachine;

  public ConsoleSession(
      SessionChannel channel, ConsoleActs acts, AttachOptions options, Clock clock) {
    this(channel, acts, options, clock, System::nanoTime);
  }

  ConsoleSession(
      SessionChannel channel,
      ConsoleActs acts,
      AttachOptions options,
      Clock clock,
      LongSupplier nanos) {
    this.channel = channel;
    this.acts = acts;
    this.options = options;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Called from the console's thread when there is something to read. */
  private void outputReady() {
    SessionLoop running = loop;
    if (running == null) {
      channel.wake();
    } else {
      channel.wakeOr(running::writeAtOnce);
    }
  }

  /** Whether the person left in order to choose another machine. Valid after {@link #run}. */
  public boolean wantsOtherMachine() {
    return wantsOtherMachine;
  }

  /**
   * Serves the session until it ends.
   *
   * @return the exit status
   */
  public int run() throws InterruptedException {
    try (Attachment attachment = acts.attach(this::outputReady)) {
      Ending ending =
          new Ending(SessionEnd.FAILED, 1, "internal error; the gateway's log has the details");
      SessionLoop running = new SessionLoop(context(attachment), options);
      loop = running;
      try {
        ending = running.run();
      } catch (RuntimeException e) {
        LOG.error("console session failed session={}", acts.participant().session(), e);
      } catch (InterruptedException e) {
        ending = new Ending(SessionEnd.SHUTDOWN, 1, "the gateway is stopping");
        throw e;
      } finally {
        acts.close(ending); // frees the keyboard before a slow client has read the last words
      }
      running.sayGoodbye(ending);
      wantsOtherMachine = ending.equals(Ending.ELSEWHERE);
      return ending.exit();
    }
  }

  private SessionContext context(Attachment attachment) {
    EscapePrefix prefix = EscapePrefix.parse(acts.escape()).orElse(EscapePrefix.DEFAULT);
    SessionOutput.Form form = SessionOutput.Form.of(options.raw(), channel.terminal().isPresent());
    SessionOutput output = new SessionOutput(channel, attachment, form, nanos);
    output.machineCharset(acts.console().encoding());
    output.follow(acts::output);
    EscapeParser escapes = new EscapeParser(prefix);
    return new SessionContext(channel, acts, attachment, output, escapes, clock, nanos);
  }
}

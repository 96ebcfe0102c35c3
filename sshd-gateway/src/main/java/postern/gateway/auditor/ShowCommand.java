package postern.gateway.auditor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import postern.audit.Frame;
import postern.audit.SessionRecord;
import postern.gateway.act.ExitCode;
import postern.gateway.command.Arguments;
import postern.gateway.command.BufferedOutput;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.EventLogDamage;
import postern.gateway.command.RecordingDamage;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;

/** {@code show SESSION}: shows the facts of a session and its output as rendered text. */
final class ShowCommand implements Command<AuditContext> {
  @Override
  public String name() {
    return "show";
  }

  @Override
  public String usage() {
    return "SESSION";
  }

  @Override
  public String about() {
    return "shows the facts of a session and its output as text, with the events in between";
  }

  @Override
  public int run(AuditContext context, Arguments arguments, CommandOutput out) {
    SessionLookup.Request request =
        new SessionLookup.Request(arguments.rest(1, 1).getFirst(), "show");
    BufferedOutput buffered = new BufferedOutput(out);
    try (Work work = context.startWork()) {
      work.pause(buffered);
      Optional<SessionRecord> session = SessionLookup.find(request, context, work, out);
      if (session.isEmpty()) {
        EventLogDamage.write(context.archive(), work, buffered);
        return ExitCode.NOT_PERMITTED;
      }
      writeFacts(session.get(), buffered);
      RecordingDamage damage = new RecordingDamage();
      Transcript text = new Transcript(line -> buffered.line(PlainText.clean(line, 4096)));
      work.each(
          () -> context.archive().frames(session.get()),
          frame -> {
            damage.check(frame);
            write(frame, text, buffered);
          });
      text.end();
      int exit = damage.write(session.get().opened().console().toString(), true, buffered);
      return Math.max(exit, EventLogDamage.write(context.archive(), work, buffered));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeFacts(SessionRecord session, CommandOutput out) {
    var opened = session.opened();
    out.line("session  " + opened.session());
    out.line("machine  " + opened.console());
    out.line("person   " + PlainText.clean(opened.person()) + " " + PlainText.clean(opened.key()));
    out.line("source   " + PlainText.clean(opened.source()));
    out.line("since    " + time(opened.since()));
    out.line("until    " + session.until().map(ShowCommand::time).orElse("not ended"));
    out.line("role     " + PlainText.clean(session.role()));
    out.line(
        "bytes    " + session.bytesOut() + " from the machine, " + session.bytesIn() + " typed");
    out.line("end      " + session.end().map(PlainText::clean).orElse("-"));
    out.line("");
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void write(Frame frame, Transcript text, CommandOutput out) {
    switch (frame) {
      case Frame.Output o -> text.feed(o.bytes().duplicate());
      case Frame.Gap g -> {
        text.pause();
        String why = g.damage().isPresent() ? " bytes are missing]" : " bytes were not recorded]";
        out.line("[" + time(g.time()) + " gap: " + g.bytes() + why);
      }
      case Frame.Typed t -> {}
      case Frame.Mark m -> {
        text.pause();
        out.line(
            "["
                + time(m.time())
                + " "
                + PlainText.clean(m.what())
                + " "
                + PlainText.clean(m.text())
                + "]");
      }
    }
  }
}

package postern.gateway.auditor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import postern.audit.Frame;
import postern.audit.SessionRecord;
import postern.gateway.command.Arguments;
import postern.gateway.command.BufferedOutput;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.EventLogDamage;
import postern.gateway.command.RecordingDamage;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;

/** {@code show SESSION}: who, when, and what the machine said, as rendered text. */
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
    return "a session's facts and its text, rendered, with what happened in between";
  }

  @Override
  public int run(AuditContext desk, Arguments words, CommandOutput out) {
    SessionLookup.Asked asked = new SessionLookup.Asked(words.rest(1, 1).getFirst(), "show");
    BufferedOutput batched = new BufferedOutput(out);
    try (Work work = desk.begin()) {
      work.pause(batched);
      Optional<SessionRecord> session = SessionLookup.find(asked, desk, work, out);
      if (session.isEmpty()) {
        EventLogDamage.tell(desk.archive(), work, batched);
        return 3;
      }
      head(session.get(), batched);
      RecordingDamage missing = new RecordingDamage();
      Transcript text = new Transcript(line -> batched.line(PlainText.clean(line, 4096)));
      work.each(
          () -> desk.archive().frames(session.get()),
          frame -> {
            missing.look(frame);
            tell(frame, text, batched);
          });
      text.end();
      int damaged = missing.tell(session.get().opened().console().toString(), true, batched);
      return Math.max(damaged, EventLogDamage.tell(desk.archive(), work, batched));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void head(SessionRecord session, CommandOutput out) {
    var opened = session.opened();
    out.line("session  " + opened.session());
    out.line("machine  " + opened.console());
    out.line("person   " + PlainText.clean(opened.person()) + " " + PlainText.clean(opened.key()));
    out.line("source   " + PlainText.clean(opened.source()));
    out.line("since    " + time(opened.since()));
    out.line("until    " + session.until().map(ShowCommand::time).orElse("it lasts"));
    out.line("role     " + PlainText.clean(session.role()));
    out.line("bytes    " + session.bytesOut() + " said, " + session.bytesIn() + " typed");
    out.line("end      " + session.end().map(PlainText::clean).orElse("-"));
    out.line("");
  }

  private static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void tell(Frame frame, Transcript text, CommandOutput out) {
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

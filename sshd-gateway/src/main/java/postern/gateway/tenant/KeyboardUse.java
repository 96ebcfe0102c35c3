package postern.gateway.tenant;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import postern.audit.SessionEnd;
import postern.audit.SessionRole;
import postern.gateway.act.ExitCode;
import postern.gateway.act.LiveSession;
import postern.gateway.command.Out;
import postern.mux.Attachment;
import postern.mux.ConsoleStatus;
import postern.mux.KeyboardOutcome;
import postern.mux.Participant;

/** A command's turn at a keyboard, from taking it to giving it. */
public final class KeyboardUse {

  /** What is done with the keyboard in hand. */
  interface Act {
    /**
     * @return the exit code
     */
    int run(Attachment keyboard, LiveSession session) throws InterruptedException;
  }

  /** What is done in one moment. */
  interface Moment {
    /**
     * @return the exit code
     */
    int run(Attachment keyboard);
  }

  private static final AtomicLong moments = new AtomicLong();

  private KeyboardUse() {}

  /**
   * Takes the keyboard, acts, gives it back: an event and no session.
   *
   * @param what names it among those who are at the console meanwhile
   * @param force takes it from whoever has it
   * @return the act's exit code, or why it was not done
   */
  static int moment(MachineContext at, String what, boolean force, Out out, Moment act) {
    if (refused(at, out)) {
      return ExitCode.NOT_PERMITTED;
    }
    Participant participant =
        participant(at, what + "-" + moments.incrementAndGet(), at.acts().clock().instant());
    try (Attachment keyboard = at.console().attach(participant, at.channel()::wake)) {
      int exit = refused(at, keyboard.takeKeyboard(force), out);
      return exit == 0 ? act.run(keyboard) : exit;
    }
  }

  /**
   * Takes the keyboard, acts, gives it back: a session of role {@code send}.
   *
   * @param force takes it from whoever has it
   * @return the act's exit code, or why it was not done
   */
  static int take(MachineContext at, boolean force, Out out, Act act) throws InterruptedException {
    if (refused(at, out)) {
      return ExitCode.NOT_PERMITTED;
    }
    ConsoleStatus status = at.console().status();
    LiveSession session =
        at.acts()
            .open(
                at.actor(),
                new LiveSession.Place(
                    at.machine().entry(), at.port(), SessionRole.SEND, status.endOffset()),
                at.channel()::wake);
    Participant participant = participant(at, session.id().text(), session.since());
    long typed = 0;
    try (Attachment keyboard = at.console().attach(participant, at.channel()::wake)) {
      session.counts(at.console(), keyboard);
      try {
        int exit = refused(at, keyboard.takeKeyboard(force), out);
        return exit == 0 ? act.run(keyboard, session) : exit;
      } finally {
        typed = keyboard.typed(); // also where the client has gone
      }
    } finally {
      long said = at.console().status().endOffset() - session.startOffset();
      SessionEnd end = at.channel().closed() ? SessionEnd.GONE : SessionEnd.LEFT;
      at.acts().close(session, said, typed, session.ending().map(e -> e.end()).orElse(end));
    }
  }

  private static boolean refused(MachineContext at, Out out) {
    Optional<String> refusal = at.mayNotType();
    refusal.ifPresent(why -> out.error("postern: " + at.name() + ": " + why));
    return refusal.isPresent();
  }

  /** 0 when it is yours; else says whose, and gives the exit code. */
  static int refused(MachineContext at, KeyboardOutcome outcome, Out out) {
    return switch (outcome) {
      case KeyboardOutcome.Granted() -> 0;
      case KeyboardOutcome.HeldBy(Participant holder) -> {
        out.error(
            "postern: " + at.name() + ": " + holder.name() + " has the keyboard; --force takes it");
        yield ExitCode.BUSY;
      }
      case KeyboardOutcome.Locked(Participant typist) -> {
        out.error(
            "postern: "
                + at.name()
                + ": "
                + typist.name()
                + " may still be logged in there; a session takes the keyboard with a reason");
        yield ExitCode.BUSY;
      }
      case KeyboardOutcome.WatchOnly(), KeyboardOutcome.NotNow() -> {
        out.error("postern: " + at.name() + ": the keyboard cannot be had now");
        yield ExitCode.BUSY;
      }
    };
  }

  /** The fields that every event here has. */
  static Map<String, String> about(MachineContext at) {
    Map<String, String> about = new TreeMap<>();
    about.put("machine", at.name());
    about.put("tenant", at.machine().entry().tenant());
    return about;
  }

  private static Participant participant(MachineContext at, String session, Instant since) {
    return new Participant(session, at.actor().person(), at.actor().source(), since, true);
  }
}

package postern.gateway.tenant;

import java.util.Optional;
import postern.audit.SessionEnd;
import postern.audit.SessionRole;
import postern.gateway.act.Attach;
import postern.gateway.act.ExitCode;
import postern.gateway.act.LiveSession;
import postern.gateway.command.CommandOutput;
import postern.mux.Attachment;
import postern.mux.KeyboardOutcome;
import postern.mux.Participant;

/** A command that needs the keyboard: takes it, acts, gives it back. */
final class KeyboardLease {
  private KeyboardLease() {}

  /** What a command does in a session while it holds the keyboard. */
  interface InSession {
    /**
     * @return the exit code
     */
    int run(Attachment keyboard, LiveSession session) throws InterruptedException;
  }

  /** What a command does at once while it holds the keyboard. */
  interface AtOnce {
    /**
     * @return the exit code
     */
    int run(Attachment keyboard);
  }

  /**
   * Runs an act that is not a session.
   *
   * @param command names it among those who are attached
   * @param force takes the keyboard from its holder, too
   * @return the act's exit code, or why it was not done
   */
  static int atOnce(
      MachineContext at, String command, boolean force, CommandOutput out, AtOnce act) {
    if (refused(at, out)) {
      return ExitCode.NOT_PERMITTED;
    }
    try (Attachment keyboard = at.acts().attach().briefly(at.who(), command, at.channel()::wake)) {
      int exit = told(at, at.acts().keyboard().take(at.who(), keyboard, force), out);
      return exit == ExitCode.OK ? act.run(keyboard) : exit;
    }
  }

  /**
   * Runs an act that is a session of the role {@code send}.
   *
   * @param force takes the keyboard from its holder, too
   * @return the act's exit code, or why it was not done
   */
  static int inSession(MachineContext at, boolean force, CommandOutput out, InSession act)
      throws InterruptedException {
    if (refused(at, out)) {
      return ExitCode.NOT_PERMITTED;
    }
    Attach.Request request =
        new Attach.Request(at.actor(), at.machine(), at.port(), SessionRole.SEND, true);
    LiveSession session = at.acts().attach().open(request, at.channel()::wake);
    try {
      Attachment keyboard = session.attach(at.channel()::wake);
      int exit = told(at, at.acts().keyboard().take(session.who(), keyboard, force), out);
      return exit == ExitCode.OK ? act.run(keyboard, session) : exit;
    } finally {
      SessionEnd end = at.channel().closed() ? SessionEnd.GONE : SessionEnd.LEFT;
      session.close(session.ending().map(ending -> ending.end()).orElse(end));
    }
  }

  private static boolean refused(MachineContext at, CommandOutput out) {
    Optional<String> refusal = at.mayNotType();
    refusal.ifPresent(why -> out.error("postern: " + at.name() + ": " + why));
    return refusal.isPresent();
  }

  /** Tells who has the keyboard if it could not be had, and returns the exit code. */
  private static int told(MachineContext at, KeyboardOutcome outcome, CommandOutput out) {
    return switch (outcome) {
      case KeyboardOutcome.Granted() -> ExitCode.OK;
      case KeyboardOutcome.HeldBy(Participant holder) ->
          busy(at, holder.name() + " has the keyboard; --force takes it", out);
      case KeyboardOutcome.Locked(Participant typist) ->
          busy(
              at,
              typist.name()
                  + " may still be logged in there; a session takes the keyboard with a reason",
              out);
      case KeyboardOutcome.WatchOnly(), KeyboardOutcome.NotNow() ->
          busy(at, "the keyboard cannot be had now", out);
    };
  }

  private static int busy(MachineContext at, String why, CommandOutput out) {
    out.error("postern: " + at.name() + ": " + why);
    return ExitCode.BUSY;
  }
}

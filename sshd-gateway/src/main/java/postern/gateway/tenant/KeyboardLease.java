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

/** Takes the keyboard for the length of a command and gives it back. */
final class KeyboardLease {
  private KeyboardLease() {}

  /** What a command does in its session while it holds the keyboard. */
  interface SessionTask {
    /**
     * @return the exit code
     */
    int run(Attachment keyboard, LiveSession session) throws InterruptedException;
  }

  /** What a command that is not a session does while it holds the keyboard. */
  interface Task {
    /**
     * @return the exit code
     */
    int run(Attachment keyboard);
  }

  /**
   * Runs a task with the keyboard, without a session.
   *
   * @param command names the attachment in the list of participants
   * @param force whether to take the keyboard from its holder
   * @return the exit code of the task, or of the refusal
   */
  static int run(
      MachineContext context, String command, boolean force, CommandOutput out, Task task) {
    if (refused(context, out)) {
      return ExitCode.NOT_PERMITTED;
    }
    try (Attachment keyboard =
        context.acts().attach().briefly(context.who(), command, context.channel()::wake)) {
      int exit =
          report(context, context.acts().keyboard().take(context.who(), keyboard, force), out);
      return exit == ExitCode.OK ? task.run(keyboard) : exit;
    }
  }

  /**
   * Runs a task with the keyboard, in a session of the role {@code send}.
   *
   * @param force whether to take the keyboard from its holder
   * @return the exit code of the task, or of the refusal
   */
  static int runInSession(
      MachineContext context, boolean force, CommandOutput out, SessionTask task)
      throws InterruptedException {
    if (refused(context, out)) {
      return ExitCode.NOT_PERMITTED;
    }
    Attach.Request request =
        new Attach.Request(
            context.actor(),
            context.machine(),
            context.port(),
            SessionRole.SEND,
            context.actor().mayType(context.options()));
    LiveSession session = context.acts().attach().open(request, context.channel()::wake);
    try {
      Attachment keyboard = session.attach(context.channel()::wake);
      int exit =
          report(context, context.acts().keyboard().take(session.who(), keyboard, force), out);
      return exit == ExitCode.OK ? task.run(keyboard, session) : exit;
    } finally {
      SessionEnd end = context.channel().closed() ? SessionEnd.GONE : SessionEnd.LEFT;
      session.close(session.ending().map(ending -> ending.end()).orElse(end));
    }
  }

  private static boolean refused(MachineContext context, CommandOutput out) {
    Optional<String> refusal = context.mayNotType();
    refusal.ifPresent(why -> out.error("postern: " + context.name() + ": " + why));
    return refusal.isPresent();
  }

  /** Reports who has the keyboard if it was not granted, and returns the exit code. */
  private static int report(MachineContext context, KeyboardOutcome outcome, CommandOutput out) {
    return switch (outcome) {
      case KeyboardOutcome.Granted() -> ExitCode.OK;
      case KeyboardOutcome.HeldBy(Participant holder) ->
          busy(context, holder.name() + " has the keyboard; --force takes it", out);
      case KeyboardOutcome.Locked(Participant typist) ->
          busy(
              context,
              typist.name()
                  + " may still be logged in there; a session can take the keyboard with a reason",
              out);
      case KeyboardOutcome.WatchOnly(), KeyboardOutcome.NotNow() ->
          busy(context, "the keyboard is not available now", out);
    };
  }

  private static int busy(MachineContext context, String why, CommandOutput out) {
    out.error("postern: " + context.name() + ": " + why);
    return ExitCode.BUSY;
  }
}

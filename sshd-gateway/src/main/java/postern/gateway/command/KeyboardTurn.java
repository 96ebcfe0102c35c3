package postern.gateway.command;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import postern.gateway.house.LiveSession;
import postern.mux.Attachment;
import postern.mux.ConsoleStatus;
import postern.mux.KeyboardOutcome;
import postern.mux.Viewer;

/** A command's turn at a keyboard: a session of role {@code send}, from taking it to giving it. */
final class KeyboardTurn {
  static final int NOT_PERMITTED = 3;
  static final int BUSY = 4;

  /** What is done with the keyboard in hand. */
  interface Act {
    /**
     * @return the exit code
     */
    int run(Attachment keyboard, LiveSession session) throws InterruptedException;
  }

  private KeyboardTurn() {}

  /**
   * Takes the keyboard, acts, gives it back.
   *
   * @param force takes it from whoever has it
   * @return the act's exit code, or why it was not done
   */
  static int take(AtMachine at, boolean force, Out out, Act act) throws InterruptedException {
    Optional<String> refusal = at.mayNotType();
    if (refusal.isPresent()) {
      out.error("postern: " + at.name() + ": " + refusal.get());
      return NOT_PERMITTED;
    }
    ConsoleStatus status = at.console().status();
    LiveSession session =
        at.house()
            .open(
                at.actor(),
                new LiveSession.Place(at.machine().entry(), at.port(), "send", status.endOffset()),
                at.channel()::wake);
    long typed = 0;
    try (Attachment keyboard = at.console().attach(viewer(at, session), at.channel()::wake)) {
      session.counts(at.console(), keyboard);
      KeyboardOutcome outcome = keyboard.takeKeyboard(force);
      int exit = refused(at, outcome, out);
      if (exit == 0) {
        exit = act.run(keyboard, session);
      }
      typed = keyboard.typed();
      return exit;
    } finally {
      long said = at.console().status().endOffset() - session.startOffset();
      String end = at.channel().closed() ? "gone" : "left";
      at.house().close(session, said, typed, session.ending().map(e -> e.word()).orElse(end));
    }
  }

  /** 0 when it is yours; else says whose, and gives the exit code. */
  static int refused(AtMachine at, KeyboardOutcome outcome, Out out) {
    return switch (outcome) {
      case KeyboardOutcome.Yours() -> 0;
      case KeyboardOutcome.HeldBy(Viewer holder) -> {
        out.error(
            "postern: " + at.name() + ": " + holder.name() + " has the keyboard; --force takes it");
        yield BUSY;
      }
      case KeyboardOutcome.Locked(Viewer typist) -> {
        out.error(
            "postern: "
                + at.name()
                + ": "
                + typist.name()
                + " may still be logged in there; a session takes the keyboard with a reason");
        yield BUSY;
      }
      case KeyboardOutcome.WatchOnly() -> {
        out.error("postern: " + at.name() + ": the keyboard cannot be had now");
        yield BUSY;
      }
    };
  }

  /** The fields that every event of such a session has. */
  static Map<String, String> about(AtMachine at, LiveSession session) {
    Map<String, String> about = new TreeMap<>();
    about.put("machine", at.name());
    about.put("tenant", at.machine().entry().tenant());
    about.put("session", session.id().text());
    return about;
  }

  private static Viewer viewer(AtMachine at, LiveSession session) {
    return new Viewer(
        session.id().text(), at.actor().person(), at.actor().source(), session.since(), true);
  }
}

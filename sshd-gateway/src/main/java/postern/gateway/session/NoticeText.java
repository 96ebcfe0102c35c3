package postern.gateway.session;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.gateway.text.PlainText;
import postern.mux.LineState;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;

/** The text of each notice of a console, as the person of one session is told it. */
final class NoticeText {
  private static final int MOST = 300;

  private NoticeText() {}

  static Optional<String> of(Notice notice, SessionContext context) {
    return switch (notice) {
      case Notice.LineUp() -> Optional.of(context.acts().machine() + "'s line is up");
      case Notice.LineDown(LineState.Down state) -> Optional.of(down(state, context));
      case Notice.KeyboardMoved(Participant from, Participant to, Notice.Reason why) ->
          moved(from, to, why, context);
      case Notice.KeyboardAsked(Participant by, Participant holder, Notice.RequestStep step) ->
          asked(by, holder, step, context);
      case Notice.TypingDropped(Participant by, long bytes, String why) ->
          context.me(by)
              ? Optional.of(
                  bytes
                      + " bytes you typed did not reach "
                      + context.acts().machine()
                      + ": "
                      + clean(why))
              : Optional.empty();
      case Notice.NotRecorded(String why) ->
          Optional.of(
              "NOT RECORDED: "
                  + clean(why)
                  + "; output is shown and counted"
                  + (context.acts().strict() ? ", typing is stopped until it works again" : ""));
      case Notice.RecordedAgain(long bytes, Duration gap) ->
          Optional.of(
              "recording works again"
                  + (context.acts().strict() ? ", typing too; " : "; ")
                  + bytes
                  + " bytes in "
                  + PlainText.span(gap)
                  + " were shown and not recorded");
      case Notice.Text(String line) -> Optional.of(clean(line));
    };
  }

  static String down(LineState.Down state, SessionContext context) {
    return context.acts().machine()
        + "'s line is down since "
        + PlainText.time(state.since(), context.now())
        + ": "
        + clean(state.why())
        + "; next try "
        + nextTry(state, context);
  }

  static String nextTry(LineState.Down state, SessionContext context) {
    Duration until = Duration.between(context.now(), state.nextTry());
    return (until.toSeconds() <= 0 ? "now" : "in " + PlainText.span(until))
        + ", Enter tries at once";
  }

  static String missed(ReadResult.Missed missed, SessionContext context) {
    return missed.bytes()
        + " bytes from "
        + PlainText.time(missed.from(), context.now())
        + " to "
        + PlainText.time(missed.until(), context.now())
        + " were not shown to you; they are recorded as far as recording worked";
  }

  private static Optional<String> moved(
      @Nullable Participant from,
      @Nullable Participant to,
      Notice.Reason why,
      SessionContext context) {
    if (to != null && context.me(to)) {
      return came(from, why);
    }
    if (from != null && context.me(from)) {
      return mineGone(to, why, context);
    }
    if (to != null) {
      String how =
          why == Notice.Reason.FORCED && from != null
              ? " took the keyboard from " + SessionContext.name(from)
              : " has the keyboard now";
      return Optional.of(SessionContext.name(to) + how);
    }
    String who = from == null ? "its holder" : SessionContext.name(from);
    return Optional.of("the keyboard is free: " + who + " " + freed(why) + free(context));
  }

  /** Says how this person can take a free keyboard; empty if they may not. */
  static String free(SessionContext context) {
    if (!context.acts().participant().mayType()) {
      return "";
    }
    return context.lockedTo().isPresent()
        ? "; locked, " + context.key("f") + " takes it with a reason"
        : "; " + context.key("a") + " takes it";
  }

  /** Tells that this session has the keyboard, unless the answer to its own command told it. */
  private static Optional<String> came(@Nullable Participant from, Notice.Reason why) {
    String name = from == null ? "its holder" : SessionContext.name(from);
    return switch (why) {
      case TAKEN, FORCED -> Optional.empty();
      case CONSENT -> Optional.of(name + " gave you the keyboard");
      case IDLE -> Optional.of("you have the keyboard: " + name + " was away");
      case LEFT, GIVEN, SILENT, WITHDRAWN ->
          Optional.of("you have the keyboard: " + name + " " + freed(why));
    };
  }

  private static Optional<String> asked(
      Participant by, Participant holder, Notice.RequestStep step, SessionContext context) {
    String who = context.me(by) ? "your" : SessionContext.name(by) + "'s";
    return switch (step) {
      case ASKED ->
          context.me(holder)
              ? Optional.of(
                  SessionContext.name(by)
                      + " asks for the keyboard: "
                      + context.key("y")
                      + " gives it, "
                      + context.key("N")
                      + " keeps it; you can go on typing")
              : Optional.empty();
      case REFUSED ->
          context.me(by)
              ? Optional.of(SessionContext.name(holder) + " keeps the keyboard")
              : Optional.empty();
      case LAPSED ->
          context.me(by) || context.me(holder)
              ? Optional.of(who + " request for the keyboard has lapsed")
              : Optional.empty();
    };
  }

  private static Optional<String> mineGone(
      @Nullable Participant to, Notice.Reason why, SessionContext context) {
    String back = "; you watch now";
    return switch (why) {
      case FORCED ->
          Optional.of(
              (to == null ? "someone" : SessionContext.name(to))
                  + " took the keyboard from you"
                  + back
                  + ", "
                  + context.key("f")
                  + " takes it back");
      case TAKEN ->
          Optional.of(
              "your session from "
                  + (to == null ? "elsewhere" : PlainText.clean(to.source(), 80))
                  + " has the keyboard"
                  + back);
      case SILENT -> Optional.of("your connection was silent: you lost the keyboard" + back);
      case IDLE ->
          Optional.of(
              (to == null ? "someone" : SessionContext.name(to))
                  + " asked and got no answer, and has the keyboard now"
                  + back);
      case CONSENT -> Optional.empty(); // the answer to the command told it
      case WITHDRAWN -> Optional.of("you may no longer type here" + back);
      case GIVEN, LEFT -> Optional.empty(); // the answer to the command told it
    };
  }

  private static String freed(Notice.Reason why) {
    return switch (why) {
      case LEFT -> "left";
      case SILENT -> "fell silent";
      case WITHDRAWN -> "may no longer type";
      case GIVEN, TAKEN, FORCED, CONSENT, IDLE -> "gave it up";
    };
  }

  private static String clean(String text) {
    return PlainText.clean(text, MOST);
  }
}

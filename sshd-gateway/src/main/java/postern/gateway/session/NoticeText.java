package postern.gateway.session;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.gateway.text.PlainText;
import postern.mux.LineState;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;

/** The words for each notice, as the person of this place is told it. */
final class NoticeText {
  private static final int MOST = 300;

  private NoticeText() {}

  static Optional<String> words(Notice notice, SessionContext place) {
    return switch (notice) {
      case Notice.LineUp() -> Optional.of(place.host().machine() + "'s line is up");
      case Notice.LineDown(LineState.Down state) -> Optional.of(down(state, place));
      case Notice.KeyboardMoved(Participant from, Participant to, Notice.Reason why) ->
          moved(from, to, why, place);
      case Notice.KeyboardAsked(Participant by, Participant holder, Notice.RequestStep step) ->
          asked(by, holder, step, place);
      case Notice.TypingDropped(Participant by, long bytes, String why) ->
          place.me(by)
              ? Optional.of(
                  bytes
                      + " bytes you typed did not reach "
                      + place.host().machine()
                      + ": "
                      + clean(why))
              : Optional.empty();
      case Notice.NotRecorded(String why) ->
          Optional.of(
              "NOT RECORDED: "
                  + clean(why)
                  + "; output is shown and counted"
                  + (place.host().strict() ? ", typing is stopped until it works again" : ""));
      case Notice.RecordedAgain(long bytes, Duration gap) ->
          Optional.of(
              "recording goes on"
                  + (place.host().strict() ? ", typing works again; " : "; ")
                  + bytes
                  + " bytes in "
                  + PlainText.span(gap)
                  + " were shown and not recorded");
      case Notice.Text(String line) -> Optional.of(clean(line));
    };
  }

  static String down(LineState.Down state, SessionContext place) {
    return place.host().machine()
        + "'s line is down since "
        + PlainText.time(state.since(), place.now())
        + ": "
        + clean(state.why())
        + "; next try "
        + nextTry(state, place);
  }

  static String nextTry(LineState.Down state, SessionContext place) {
    Duration until = Duration.between(place.now(), state.nextTry());
    return (until.toSeconds() <= 0 ? "now" : "in " + PlainText.span(until))
        + ", Enter tries at once";
  }

  static String missed(ReadResult.Missed missed, SessionContext place) {
    return missed.bytes()
        + " bytes from "
        + PlainText.time(missed.from(), place.now())
        + " to "
        + PlainText.time(missed.until(), place.now())
        + " were not shown to you; they are recorded as far as recording worked";
  }

  private static Optional<String> moved(
      @Nullable Participant from,
      @Nullable Participant to,
      Notice.Reason why,
      SessionContext place) {
    if (to != null && place.me(to)) {
      return came(from, why);
    }
    if (from != null && place.me(from)) {
      return mineGone(to, why, place);
    }
    if (to != null) {
      String how =
          why == Notice.Reason.FORCED && from != null
              ? " took the keyboard from " + SessionContext.name(from)
              : " has the keyboard now";
      return Optional.of(SessionContext.name(to) + how);
    }
    String who = from == null ? "its holder" : SessionContext.name(from);
    return Optional.of("the keyboard is free: " + who + " " + freed(why) + free(place));
  }

  /** How a keyboard that nobody has is got, if by this person at all. */
  static String free(SessionContext place) {
    if (!place.host().participant().mayType()) {
      return "";
    }
    return place.lockedTo().isPresent()
        ? "; locked, " + place.key("f") + " takes it with a reason"
        : "; " + place.key("a") + " takes it";
  }

  /** The keyboard is mine: what was not told by the answer to my own key. */
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
      Participant by, Participant holder, Notice.RequestStep step, SessionContext place) {
    String who = place.me(by) ? "your" : SessionContext.name(by) + "'s";
    return switch (step) {
      case ASKED ->
          place.me(holder)
              ? Optional.of(
                  SessionContext.name(by)
                      + " asks for the keyboard: "
                      + place.key("y")
                      + " gives it, "
                      + place.key("N")
                      + " keeps it; go on typing meanwhile")
              : Optional.empty();
      case REFUSED ->
          place.me(by)
              ? Optional.of(SessionContext.name(holder) + " keeps the keyboard")
              : Optional.empty();
      case LAPSED ->
          place.me(by) || place.me(holder)
              ? Optional.of(who + " request for the keyboard has lapsed")
              : Optional.empty();
    };
  }

  private static Optional<String> mineGone(
      @Nullable Participant to, Notice.Reason why, SessionContext place) {
    String back = "; you watch now";
    return switch (why) {
      case FORCED ->
          Optional.of(
              (to == null ? "someone" : SessionContext.name(to))
                  + " took the keyboard from you"
                  + back
                  + ", "
                  + place.key("f")
                  + " takes it back");
      case TAKEN ->
          Optional.of(
              "your session from "
                  + (to == null ? "elsewhere" : PlainText.clean(to.source(), 80))
                  + " has the keyboard"
                  + back);
      case SILENT -> Optional.of("your link was silent: the keyboard was given up" + back);
      case IDLE ->
          Optional.of(
              (to == null ? "someone" : SessionContext.name(to))
                  + " asked and got no answer: the keyboard is theirs"
                  + back);
      case CONSENT -> Optional.empty(); // one's own act
      case WITHDRAWN -> Optional.of("you may no longer type here" + back);
      case GIVEN, LEFT -> Optional.empty(); // one's own act
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

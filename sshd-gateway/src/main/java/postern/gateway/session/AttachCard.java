package postern.gateway.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.text.PlainText;
import postern.mux.ConsoleConditions;
import postern.mux.ConsoleStatus;
import postern.mux.LineState;
import postern.mux.Participant;
import postern.power.PowerState;

/** What someone who just came in must know, in at most five lines. */
final class AttachCard {
  private static final int MOST_NAMED = 4;
  private static final int FRAME = "[postern: ]".length();

  private AttachCard() {}

  static List<String> lines(SessionContext place, int cols) {
    ConsoleStatus status = place.host().console().status();
    List<String> lines = new ArrayList<>();
    String raw = place.host().output() == Output.RAW ? "OUTPUT IS RAW, not filtered; " : "";
    String recorded = raw + "recorded: " + PlainText.clean(place.host().recorded(), 200);
    lines.add(place.host().machine() + ": " + state(status, place, ", trying now"));
    if (status.line() instanceof LineState.Down down) {
      lines.add(PlainText.fit("why: " + why(status, down), "; Enter tries again", cols - FRAME));
    }
    lines.add(people(status, place));
    String output = lastOutput(status, place) + profile(place);
    lines.addAll(spread(output, marks(place), cols - FRAME, lines.size() > 2));
    if (lines.size() < 4) {
      lines.add(recorded);
      recorded = "";
    }
    List<String> card = new ArrayList<>();
    lines.forEach(line -> card.add(PlainText.fit("[postern: " + line + "]", cols)));
    card.add(PlainText.fit("[postern: " + recorded, help(place, recorded), cols));
    return card;
  }

  /** What was seen goes behind the output on one line, or where it fits on two. */
  private static List<String> spread(String output, List<String> marks, int room, boolean one) {
    String both = output + marks.stream().map(m -> "; " + m).collect(Collectors.joining());
    if (one || both.length() <= room) {
      return List.of(both);
    }
    String above = output;
    String below = "";
    for (String mark : marks) {
      if (below.isEmpty()) {
        below = mark;
      } else if (below.length() + 2 + mark.length() > room
          && above.length() + 2 + mark.length() <= room) {
        above += "; " + mark;
      } else {
        below += "; " + mark;
      }
    }
    return List.of(above, below);
  }

  private static String profile(SessionContext place) {
    String profile = PlainText.clean(place.host().profile(), 40);
    return profile.isEmpty() ? "" : "; profile " + profile;
  }

  /** The way to help and out ends a line. */
  private static String help(SessionContext place, String before) {
    String and = before.isEmpty() ? "" : "; ";
    return and + place.key("?") + " help, " + place.key(".") + " leave]";
  }

  private static Optional<String> reset(SessionContext place) {
    return place
        .host()
        .resetAt()
        .map(due -> "RESET at " + PlainText.time(due, place.now()) + " unless someone says `keep`");
  }

  /** What the machine and those before left behind: Ctrl-S first, it looks like a dead machine. */
  static Optional<String> seen(SessionContext place) {
    List<String> marks = marks(place);
    return marks.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", marks));
  }

  private static List<String> marks(SessionContext place) {
    ConsoleConditions signs = place.host().console().conditions();
    Instant now = place.now();
    List<String> said = new ArrayList<>();
    reset(place).ifPresent(said::add);
    signs
        .stopped()
        .ifPresent(t ->
            said.add(
                "Ctrl-S left by "
                    + SessionContext.name(t.by())
                    + " "
                    + PlainText.age(t.at(), now)
                    + " ago, Ctrl-Q undoes it"));
    signs
        .panic()
        .ifPresent(p ->
            said.add(
                "PANIC seen "
                    + PlainText.time(p.at(), now)
                    + " ("
                    + PlainText.clean(p.phrase(), 40)
                    + ")"));
    signs.boot().ifPresent(b -> said.add("last boot seen " + PlainText.time(b.at(), now)));
    place
        .lockedTo()
        .ifPresent(v -> said.add("locked: " + SessionContext.name(v) + " may be logged in"));
    return said;
  }

  /** The same for the bottom row of a full screen. */
  static String oneLine(SessionContext place, int cols) {
    ConsoleStatus status = place.host().console().status();
    String line =
        "[postern: "
            + place.host().machine()
            + " "
            + (status.line() instanceof LineState.Up ? "up" : "DOWN")
            + "; "
            + (place.host().output() == Output.RAW ? "RAW; " : "")
            + reset(place).map(words -> words + "; ").orElse("")
            + keyboard(status, place)
            + "; recorded";
    return PlainText.fit(line, help(place, line), cols);
  }

  /**
   * @param down what else is said of a line that is down
   */
  static String state(ConsoleStatus status, SessionContext place, String down) {
    Instant now = place.now();
    String line =
        switch (status.line()) {
          case LineState.Up(Instant since) -> "line up since " + PlainText.time(since, now);
          case LineState.Down(Instant since, _, _) ->
              "line DOWN since " + PlainText.time(since, now) + down;
        };
    return line + power(place.host().power(), now);
  }

  private static String power(Optional<PowerState> power, Instant now) {
    return power
        .map(p ->
            ", power "
                + p.power().word()
                + p.since().map(s -> " since " + PlainText.time(s, now)).orElse(""))
        .orElse("");
  }

  /** Without the address, which may be long and is no news to anyone here. */
  static String why(ConsoleStatus status, LineState.Down down) {
    String address = status.address().text() + ": ";
    String why = down.why();
    return PlainText.clean(why.startsWith(address) ? why.substring(address.length()) : why, 200);
  }

  static String lastOutput(ConsoleStatus status, SessionContext place) {
    return status
        .lastOutput()
        .map(at -> "last output " + PlainText.age(at, place.now()) + " ago")
        .orElse("no output yet");
  }

  static String keyboard(ConsoleStatus status, SessionContext place) {
    Optional<Participant> holder = status.keyboard();
    if (holder.isEmpty()) {
      return "keyboard free" + NoticeText.free(place);
    }
    if (place.me(holder.get())) {
      return "you have the keyboard";
    }
    String name =
        place.myOther(holder.get()) ? "your other session" : SessionContext.name(holder.get());
    String how =
        place.host().participant().mayType()
            ? " (" + place.key(place.myOther(holder.get()) ? "a" : "f") + " takes it)"
            : "";
    return name + " has the keyboard, you watch" + how;
  }

  private static String people(ConsoleStatus status, SessionContext place) {
    List<Participant> others =
        status.participants().stream()
            .filter(v -> !place.me(v) && !status.keyboard().equals(Optional.of(v)))
            .toList();
    boolean alone = status.keyboard().filter(v -> !place.me(v)).isEmpty();
    String here =
        others.isEmpty()
            ? alone ? "nobody else is here" : "nobody else watches"
            : "watching: "
                + others.stream()
                    .limit(MOST_NAMED)
                    .map(SessionContext::name)
                    .collect(Collectors.joining(", "))
                + (others.size() > MOST_NAMED
                    ? " and " + (others.size() - MOST_NAMED) + " more"
                    : "");
    return keyboard(status, place) + "; " + here;
  }
}

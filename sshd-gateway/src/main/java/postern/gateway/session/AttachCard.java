package postern.gateway.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import postern.gateway.fleet.MachineEntry.Output;
import postern.mux.ConsoleSigns;
import postern.mux.ConsoleStatus;
import postern.mux.LineState;
import postern.mux.Viewer;
import postern.power.PowerState;

/** What someone who just came in must know, in at most five lines. */
final class AttachCard {
  private static final int MOST_NAMED = 4;

  private AttachCard() {}

  static List<String> lines(Place place, int cols) {
    ConsoleStatus status = place.host().console().status();
    List<String> lines = new ArrayList<>();
    lines.add(
        place.host().machine()
            + ": "
            + state(status, place)
            + "; "
            + profile(place)
            + lastOutput(status, place));
    if (status.line() instanceof LineState.Down down) {
      lines.add("why: " + why(status, down));
    }
    lines.add(people(status, place));
    Optional<String> seen = seen(place);
    boolean room = lines.size() < 3;
    seen.filter(s -> room).ifPresent(lines::add);
    String raw = place.host().output() == Output.RAW ? "OUTPUT IS RAW, not filtered; " : "";
    lines.add(raw + "recorded: " + PlainText.clean(place.host().recorded(), 200));
    String help = place.key("?") + " help, " + place.key(".") + " leave";
    lines.add(help + seen.filter(s -> !room).map(s -> "; " + s).orElse(""));
    return lines.stream().map(l -> PlainText.fit("[postern: " + l + "]", cols)).toList();
  }

  private static String profile(Place place) {
    String profile = PlainText.clean(place.host().profile(), 40);
    return profile.isEmpty() ? "" : "profile " + profile + "; ";
  }

  private static Optional<String> reset(Place place) {
    return place
        .host()
        .resetAt()
        .map(due -> "RESET at " + PlainText.time(due, place.now()) + " unless someone says `keep`");
  }

  /** What the machine and those before left behind: Ctrl-S first, it looks like a dead machine. */
  static Optional<String> seen(Place place) {
    ConsoleSigns signs = place.host().console().signs();
    Instant now = place.now();
    List<String> said = new ArrayList<>();
    reset(place).ifPresent(said::add);
    signs
        .stopped()
        .ifPresent(t ->
            said.add(
                "Ctrl-S left on the line by "
                    + Place.name(t.by())
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
    signs
        .lockedBy()
        .filter(v -> !v.name().equals(place.host().viewer().name()))
        .ifPresent(v -> said.add("locked: " + Place.name(v) + " may be logged in"));
    return said.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", said));
  }

  /** The same for the bottom row of a full screen. */
  static String oneLine(Place place, int cols) {
    ConsoleStatus status = place.host().console().status();
    String line =
        "[postern: "
            + place.host().machine()
            + " "
            + (status.line() instanceof LineState.Up ? "up" : "DOWN")
            + "; "
            + keyboard(status, place)
            + "; "
            + reset(place).map(words -> words + "; ").orElse("")
            + (place.host().output() == Output.RAW ? "RAW; " : "")
            + "recorded; "
            + place.key("?")
            + " help, "
            + place.key(".")
            + " leave]";
    return PlainText.fit(line, cols);
  }

  static String state(ConsoleStatus status, Place place) {
    Instant now = place.now();
    String line =
        switch (status.line()) {
          case LineState.Up(Instant since) -> "line up since " + PlainText.time(since, now);
          case LineState.Down down ->
              "line DOWN since " + PlainText.time(down.since(), now) + ", trying now";
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

  static String lastOutput(ConsoleStatus status, Place place) {
    return status
        .lastOutput()
        .map(at -> "last output " + PlainText.age(at, place.now()) + " ago")
        .orElse("no output yet");
  }

  static String keyboard(ConsoleStatus status, Place place) {
    Optional<Viewer> holder = status.keyboard();
    if (holder.isEmpty()) {
      return "keyboard free"
          + (place.host().viewer().mayType() ? ", " + place.key("a") + " takes it" : "");
    }
    if (place.me(holder.get())) {
      return "you have the keyboard";
    }
    String name = place.myOther(holder.get()) ? "your other session" : Place.name(holder.get());
    String how =
        place.host().viewer().mayType()
            ? " (" + place.key(place.myOther(holder.get()) ? "a" : "f") + " takes it)"
            : "";
    return name + " has the keyboard, you watch" + how;
  }

  private static String people(ConsoleStatus status, Place place) {
    List<Viewer> others = status.viewers().stream().filter(v -> !place.me(v)).toList();
    String here =
        others.isEmpty()
            ? "nobody else is here"
            : "here: "
                + others.stream()
                    .limit(MOST_NAMED)
                    .map(Place::name)
                    .collect(Collectors.joining(", "))
                + (others.size() > MOST_NAMED
                    ? " and " + (others.size() - MOST_NAMED) + " more"
                    : "");
    return keyboard(status, place) + "; " + here;
  }
}

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

/** What a person must know who has just attached, in at most five lines. */
final class AttachCard {
  private static final int MOST_NAMED = 4;
  private static final int FRAME = "[postern: ]".length();

  private AttachCard() {}

  static List<String> lines(SessionContext context, int cols) {
    ConsoleStatus status = context.acts().console().status();
    List<String> lines = new ArrayList<>();
    String raw = context.acts().output() == Output.RAW ? "OUTPUT IS RAW, not filtered; " : "";
    String recorded = raw + "recorded: " + PlainText.clean(context.acts().recorded(), 200);
    lines.add(context.acts().machine() + ": " + state(status, context, ", trying now"));
    if (status.line() instanceof LineState.Down down) {
      lines.add(PlainText.fit("why: " + why(status, down), "; Enter tries again", cols - FRAME));
    }
    lines.add(people(status, context));
    String output = lastOutput(status, context) + profile(context);
    lines.addAll(spread(output, seenItems(context), cols - FRAME, lines.size() > 2));
    if (lines.size() < 4) {
      lines.add(recorded);
      recorded = "";
    }
    List<String> card = new ArrayList<>();
    lines.forEach(line -> card.add(PlainText.fit("[postern: " + line + "]", cols)));
    card.add(PlainText.fit("[postern: " + recorded, help(context, recorded), cols));
    return card;
  }

  /** Puts what was seen behind the output on one line, or distributes it over two. */
  private static List<String> spread(String output, List<String> seen, int room, boolean one) {
    String both = output + seen.stream().map(m -> "; " + m).collect(Collectors.joining());
    if (one || both.length() <= room) {
      return List.of(both);
    }
    String above = output;
    String below = "";
    for (String item : seen) {
      if (below.isEmpty()) {
        below = item;
      } else if (below.length() + 2 + item.length() > room
          && above.length() + 2 + item.length() <= room) {
        above += "; " + item;
      } else {
        below += "; " + item;
      }
    }
    return List.of(above, below);
  }

  private static String profile(SessionContext context) {
    String profile = PlainText.clean(context.acts().profile(), 40);
    return profile.isEmpty() ? "" : "; profile " + profile;
  }

  /** Ends a line with the commands for help and for leaving. */
  private static String help(SessionContext context, String before) {
    String and = before.isEmpty() ? "" : "; ";
    return and + context.key("?") + " help, " + context.key(".") + " leave]";
  }

  private static Optional<String> reset(SessionContext context) {
    return context
        .acts()
        .resetAt()
        .map(due ->
            "RESET at " + PlainText.time(due, context.now()) + " unless someone says `keep`");
  }

  /**
   * Returns what was seen earlier and matters now: an armed reset, a Ctrl-S, a panic, a boot, a
   * lock.
   */
  static Optional<String> seen(SessionContext context) {
    List<String> items = seenItems(context);
    return items.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", items));
  }

  private static List<String> seenItems(SessionContext context) {
    ConsoleConditions conditions = context.acts().console().conditions();
    Instant now = context.now();
    List<String> items = new ArrayList<>();
    reset(context).ifPresent(items::add);
    conditions
        .stopped()
        .ifPresent(t ->
            items.add(
                "Ctrl-S left by "
                    + SessionContext.name(t.by())
                    + " "
                    + PlainText.age(t.at(), now)
                    + " ago, Ctrl-Q undoes it"));
    conditions
        .panic()
        .ifPresent(p ->
            items.add(
                "PANIC seen "
                    + PlainText.time(p.at(), now)
                    + " ("
                    + PlainText.clean(p.phrase(), 40)
                    + ")"));
    conditions.boot().ifPresent(b -> items.add("last boot seen " + PlainText.time(b.at(), now)));
    context
        .lockedTo()
        .ifPresent(v -> items.add("locked: " + SessionContext.name(v) + " may be logged in"));
    return items;
  }

  /** Returns the card as one line for the bottom row of a full-screen program. */
  static String oneLine(SessionContext context, int cols) {
    ConsoleStatus status = context.acts().console().status();
    String line =
        "[postern: "
            + context.acts().machine()
            + " "
            + (status.line() instanceof LineState.Up ? "up" : "DOWN")
            + "; "
            + (context.acts().output() == Output.RAW ? "RAW; " : "")
            + reset(context).map(words -> words + "; ").orElse("")
            + keyboard(status, context)
            + "; recorded";
    return PlainText.fit(line, help(context, line), cols);
  }

  /**
   * @param down added if the line is down
   */
  static String state(ConsoleStatus status, SessionContext context, String down) {
    Instant now = context.now();
    String line =
        switch (status.line()) {
          case LineState.Up(Instant since) -> "line up since " + PlainText.time(since, now);
          case LineState.Down(Instant since, _, _) ->
              "line DOWN since " + PlainText.time(since, now) + down;
        };
    return line + power(context.acts().power(), now);
  }

  private static String power(Optional<PowerState> power, Instant now) {
    return power
        .map(p ->
            ", power "
                + p.power().word()
                + p.since().map(s -> " since " + PlainText.time(s, now)).orElse(""))
        .orElse("");
  }

  /** Returns why the line is down, without the address, which may be long and is known here. */
  static String why(ConsoleStatus status, LineState.Down down) {
    String address = status.address().text() + ": ";
    String why = down.why();
    return PlainText.clean(why.startsWith(address) ? why.substring(address.length()) : why, 200);
  }

  static String lastOutput(ConsoleStatus status, SessionContext context) {
    return status
        .lastOutput()
        .map(at -> "last output " + PlainText.age(at, context.now()) + " ago")
        .orElse("no output yet");
  }

  static String keyboard(ConsoleStatus status, SessionContext context) {
    Optional<Participant> holder = status.keyboard();
    if (holder.isEmpty()) {
      return "keyboard free" + NoticeText.free(context);
    }
    if (context.me(holder.get())) {
      return "you have the keyboard";
    }
    String name =
        context.myOther(holder.get()) ? "your other session" : SessionContext.name(holder.get());
    String how =
        context.acts().participant().mayType()
            ? " (" + context.key(context.myOther(holder.get()) ? "a" : "f") + " takes it)"
            : "";
    return name + " has the keyboard, you watch" + how;
  }

  private static String people(ConsoleStatus status, SessionContext context) {
    List<Participant> others =
        status.participants().stream()
            .filter(v -> !context.me(v) && !status.keyboard().equals(Optional.of(v)))
            .toList();
    boolean alone = status.keyboard().filter(v -> !context.me(v)).isEmpty();
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
    return keyboard(status, context) + "; " + here;
  }
}

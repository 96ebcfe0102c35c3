package postern.gateway.session;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.keys.EscapeKey;
import postern.gateway.text.PlainText;
import postern.mux.ConsoleStatus;
import postern.mux.LineState;
import postern.mux.Participant;

/** The longer answers: help, who is here, everything about this console. */
final class KeyHelp {
  private KeyHelp() {}

  static String unknown(EscapeKey key, SessionContext place) {
    if (key.key() == '\\') {
      return place.key("\\") + " wants three octal digits, 000 to 377, behind it";
    }
    if (key.key() == 'l') {
      return place.key("l") + " wants a digit 0 to 9 behind it";
    }
    return place.key(key.text()) + " is no key here; " + place.key("?") + " lists them";
  }

  /** What this person may do here. */
  static List<String> keys(SessionContext place) {
    List<String> lines = new ArrayList<>();
    boolean type = place.host().participant().mayType();
    add(lines, place, ".", "leave");
    add(lines, place, "?", "this help");
    add(lines, place, "w", "who is here");
    add(lines, place, "i", "everything about this console");
    if (type) {
      typistKeys(lines, place);
    }
    if (!place.host().powerActions().isEmpty()) {
      add(lines, place, "P", "power menu (asks first)");
    }
    add(lines, place, "r", "paint the screen again");
    add(lines, place, "p", "history: pages back, searches");
    add(lines, place, "b", "a message to all who are here");
    add(lines, place, "n", "a note into the record");
    add(lines, place, ";", "another machine");
    add(lines, place, "e", "then two keys: another escape for this session");
    lines.add("Enter behind " + place.key("") + " cancels; everything else goes to the machine");
    return lines;
  }

  private static void typistKeys(List<String> lines, SessionContext place) {
    add(lines, place, "a", "the keyboard, if it is free");
    add(lines, place, "q", "ask whoever has the keyboard; they answer with y or N");
    add(lines, place, "f", "take the keyboard; its holder watches then");
    add(lines, place, "s", "give the keyboard up and watch");
    add(lines, place, "v", "paste no faster than the machine takes it");
    if (place.host().breakPolicy() != BreakPolicy.NEVER) {
      add(lines, place, "l", "then 0-9: a break (asks first)");
      add(lines, place, "k", "then a key: SysRq with that key (asks first)");
    }
    add(lines, place, "o", "hang the line up and open it again (asks first)");
    add(lines, place, "t", "types stty rows R cols C at a shell's prompt");
    add(lines, place, "\\", "then three octal digits: sends that byte");
  }

  private static void add(List<String> lines, SessionContext place, String key, String does) {
    lines.add(place.key(key) + "  " + does);
  }

  static List<String> who(SessionContext place) {
    ConsoleStatus status = place.host().console().status();
    Instant now = place.now();
    List<String> lines = new ArrayList<>();
    for (Participant participant : status.participants()) {
      boolean holds =
          status.keyboard().filter(h -> h.session().equals(participant.session())).isPresent();
      String idle =
          status
              .lastTyped()
              .filter(t -> t.by().session().equals(participant.session()))
              .map(t -> ", typed " + PlainText.age(t.at(), now) + " ago")
              .orElse("");
      lines.add(
          SessionContext.name(participant)
              + (place.me(participant) ? " (you)" : "")
              + " from "
              + PlainText.clean(participant.source(), 60)
              + " since "
              + PlainText.time(participant.since(), now)
              + ", "
              + (holds ? "has the keyboard" : participant.mayType() ? "watches" : "may only watch")
              + idle);
    }
    return lines;
  }

  static List<String> about(SessionContext place) {
    ConsoleStatus status = place.host().console().status();
    List<String> lines = new ArrayList<>();
    lines.add("console   " + status.id() + " at " + PlainText.clean(status.address().text(), 200));
    lines.add("state     " + AttachCard.state(status, place, ""));
    if (status.line() instanceof LineState.Down down) {
      lines.add("why       " + AttachCard.why(status, down));
      lines.add("next try  " + NoticeText.nextTry(down, place));
    }
    lines.add(
        "said      "
            + status.endOffset()
            + " bytes since first seen, "
            + AttachCard.lastOutput(status, place));
    lines.add("keyboard  " + AttachCard.keyboard(status, place));
    lines.add("typed     " + place.lastTyped() + "; " + status.pendingInput() + " bytes wait");
    lines.add(
        "recorded  "
            + PlainText.clean(place.host().recorded(), 200)
            + (status.unrecorded() > 0 ? "; " + status.unrecorded() + " bytes NOT recorded" : ""));
    lines.add("break     " + place.host().breakPolicy().name().toLowerCase(java.util.Locale.ROOT));
    if (place.host().output() == Output.RAW) {
      lines.add("output    RAW: the machine can do to your terminal whatever it wants");
    }
    AttachCard.seen(place).ifPresent(seen -> lines.add("seen      " + seen));
    if (!place.host().profile().isEmpty()) {
      lines.add("profile   " + PlainText.clean(place.host().profile(), 80));
    }
    lines.add(
        "session   "
            + place.host().participant().session()
            + " as "
            + place.host().participant().name());
    return lines;
  }
}

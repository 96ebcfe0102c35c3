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

/** The longer answers: the list of commands, who is here, and everything about the console. */
final class KeyHelp {
  private KeyHelp() {}

  static String unknown(EscapeKey key, SessionContext context) {
    if (key.key() == '\\') {
      return context.key("\\") + " must be followed by three octal digits, 000 to 377";
    }
    if (key.key() == 'l') {
      return context.key("l") + " must be followed by a digit, 0 to 9";
    }
    return context.key(key.text())
        + " is not an escape command; "
        + context.key("?")
        + " lists them";
  }

  /** Returns the commands that this person may use here. */
  static List<String> keys(SessionContext context) {
    List<String> lines = new ArrayList<>();
    boolean type = context.acts().participant().mayType();
    add(lines, context, ".", "leave");
    add(lines, context, "?", "this help");
    add(lines, context, "w", "who is here");
    add(lines, context, "i", "everything about this console");
    if (type) {
      typistKeys(lines, context);
    }
    if (!context.acts().powerActions().isEmpty()) {
      add(lines, context, "P", "power menu (asks first)");
    }
    add(lines, context, "r", "paint the screen again");
    add(lines, context, "p", "show the history: pages, search");
    add(lines, context, "b", "send a message to everybody here");
    add(lines, context, "n", "write a note into the record");
    add(lines, context, ";", "choose another machine");
    add(lines, context, "e", "then two keys: use another escape in this session");
    lines.add("Enter after " + context.key("") + " cancels; everything else goes to the machine");
    return lines;
  }

  private static void typistKeys(List<String> lines, SessionContext context) {
    add(lines, context, "a", "take the keyboard if it is free");
    add(lines, context, "q", "ask the holder for the keyboard; the holder answers with y or N");
    add(lines, context, "f", "take the keyboard from its holder, who then watches");
    add(lines, context, "s", "give the keyboard up and watch");
    add(lines, context, "v", "paste no faster than the machine takes it");
    if (context.acts().breakPolicy() != BreakPolicy.NEVER) {
      add(lines, context, "l", "then 0-9: send a break (asks first)");
      add(lines, context, "k", "then a key: press SysRq and that key (asks first)");
    }
    add(lines, context, "o", "hang the line up and open it again (asks first)");
    add(lines, context, "t", "type stty rows R cols C at a shell prompt");
    add(lines, context, "\\", "then three octal digits: send that byte");
  }

  private static void add(List<String> lines, SessionContext context, String key, String does) {
    lines.add(context.key(key) + "  " + does);
  }

  static List<String> who(SessionContext context) {
    ConsoleStatus status = context.acts().console().status();
    Instant now = context.now();
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
              + (context.me(participant) ? " (you)" : "")
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

  static List<String> about(SessionContext context) {
    ConsoleStatus status = context.acts().console().status();
    List<String> lines = new ArrayList<>();
    lines.add("console   " + status.id() + " at " + PlainText.clean(status.address().text(), 200));
    lines.add("state     " + AttachCard.state(status, context, ""));
    if (status.line() instanceof LineState.Down down) {
      lines.add("why       " + AttachCard.why(status, down));
      lines.add("next try  " + NoticeText.nextTry(down, context));
    }
    lines.add(
        "said      "
            + status.endOffset()
            + " bytes since first seen, "
            + AttachCard.lastOutput(status, context));
    lines.add("keyboard  " + AttachCard.keyboard(status, context));
    lines.add("typed     " + context.lastTyped() + "; " + status.pendingInput() + " bytes wait");
    lines.add(
        "recorded  "
            + PlainText.clean(context.acts().recorded(), 200)
            + (status.unrecorded() > 0 ? "; " + status.unrecorded() + " bytes NOT recorded" : ""));
    lines.add(
        "break     " + context.acts().breakPolicy().name().toLowerCase(java.util.Locale.ROOT));
    if (context.acts().output() == Output.RAW) {
      lines.add("output    RAW: the machine can control your terminal in any way");
    }
    AttachCard.seen(context).ifPresent(seen -> lines.add("seen      " + seen));
    if (!context.acts().profile().isEmpty()) {
      lines.add("profile   " + PlainText.clean(context.acts().profile(), 80));
    }
    lines.add(
        "session   "
            + context.acts().participant().session()
            + " as "
            + context.acts().participant().name());
    return lines;
  }
}

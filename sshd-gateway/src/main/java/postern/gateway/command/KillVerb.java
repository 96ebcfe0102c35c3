package postern.gateway.command;

/** {@code kill SESSION}: ends it, and the person reads by whom and why. */
final class KillVerb implements Verb<AtAdminDesk> {
  @Override
  public String name() {
    return "kill";
  }

  @Override
  public String usage() {
    return "SESSION [--reason TEXT]";
  }

  @Override
  public String about() {
    return "ends a session; its person reads by whom and why";
  }

  @Override
  public int run(AtAdminDesk desk, Words words, Out out) {
    String reason = Clean.word(words.option("--reason").orElse(""));
    String id = words.rest(1, 1).getFirst();
    if (!desk.house().kill(desk.actor(), id, reason)) {
      out.error("postern: there is no live session " + Clean.word(id) + "; `sessions` lists them");
      return 1;
    }
    out.line("ended " + id);
    return 0;
  }
}

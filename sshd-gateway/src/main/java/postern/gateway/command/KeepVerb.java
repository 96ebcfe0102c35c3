package postern.gateway.command;

/** {@code keep}: what was tried is good, the armed reset is called off. */
final class KeepVerb implements Verb<AtMachine> {
  @Override
  public String name() {
    return "keep";
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String about() {
    return "calls the armed reset off";
  }

  @Override
  public int run(AtMachine at, Words words, Out out) {
    words.rest(0, 0);
    if (!at.actor().mayType()) {
      return TryVerb.no(at, out, 3, "not permitted: you may watch this machine only");
    }
    if (at.house().trials().keep(at.actor(), at.machine()).isEmpty()) {
      return TryVerb.no(at, out, 1, "no reset is armed");
    }
    out.line(at.name() + ": kept; the reset is called off");
    return 0;
  }
}

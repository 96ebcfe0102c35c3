package postern.gateway.command;

import postern.power.PowerAction;

/** {@code shutdown}: the machine's own system is asked to go down. */
final class ShutdownVerb implements Verb<AtMachine> {
  @Override
  public String name() {
    return "shutdown";
  }

  @Override
  public String usage() {
    return "[--force]";
  }

  @Override
  public String about() {
    return "asks the machine's own system to shut down (power soft)";
  }

  @Override
  public int run(AtMachine at, Words words, Out out) {
    boolean force = words.flag("--force");
    words.rest(0, 0);
    return PowerVerb.say(
        at, at.house().power().act(at.actor(), at.machine(), PowerAction.SOFT, force), out);
  }
}

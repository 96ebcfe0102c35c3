package postern.gateway.command;

import java.util.List;
import postern.gateway.house.LiveMachine;

/** {@code list} and {@code status}: one's own machines. */
record OwnMachinesVerb(String name) implements Verb<AtLobby> {
  @Override
  public String usage() {
    return "[PATTERN] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "your machines with power, console, keyboard, watchers, last output";
  }

  @Override
  public int run(AtLobby lobby, Words words, Out out) {
    Listing list = Listing.of(words, out, AdminMachinesVerb.COLUMNS);
    List<String> pattern = words.rest(0, 1);
    List<LiveMachine> machines =
        lobby.machines().stream()
            .filter(m -> pattern.isEmpty() || AdminMachinesVerb.named(m, pattern.getFirst()))
            .toList();
    if (machines.isEmpty() && !pattern.isEmpty()) {
      out.error("postern: none of your machines is called " + Clean.word(pattern.getFirst()));
      return 3;
    }
    AdminMachinesVerb.write(machines, list);
    return 0;
  }
}

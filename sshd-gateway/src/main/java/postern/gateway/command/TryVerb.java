package postern.gateway.command;

import java.time.Duration;
import java.util.List;
import postern.gateway.house.Trial;
import postern.gateway.house.Trials;

/** {@code try 5m}: resets the machine then, unless somebody says {@code keep} before. */
final class TryVerb implements Verb<AtMachine> {
  @Override
  public String name() {
    return "try";
  }

  @Override
  public String usage() {
    return "[5m] [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "arms a reset unless `keep` is said in time; without a time, what is armed";
  }

  @Override
  public int run(AtMachine at, Words words, Out out) {
    Listing list = Listing.of(words, out, "machine", "due", "armed", "person");
    List<String> rest = words.rest(0, 1);
    if (rest.isEmpty()) {
      return show(at, list, out);
    }
    Duration in = Words.parseDuration("try", rest.getFirst());
    if (in.compareTo(Trials.LEAST) < 0 || in.compareTo(Trials.MOST) > 0) {
      throw new UsageFault("try wants 10s to 1d, not " + rest.getFirst());
    }
    return switch (at.house().trials().arm(at.actor(), at.machine(), in)) {
      case Trials.Answer.Armed(Trial trial) -> {
        if (list.streams()) {
          yield show(at, list, out);
        }
        out.line(
            at.name() + ": reset at " + list.time(trial.due()) + " unless someone says `keep`");
        yield 0;
      }
      case Trials.Answer.Already(Trial trial) ->
          no(
              at,
              out,
              4,
              trial.by().person()
                  + " has armed a reset at "
                  + list.time(trial.due())
                  + "; `keep` calls it off first");
      case Trials.Answer.NotPermitted() ->
          no(at, out, 3, "not permitted: you may watch this machine only");
      case Trials.Answer.Cannot(String why) -> no(at, out, 1, why);
    };
  }

  private static int show(AtMachine at, Listing list, Out out) {
    if (at.machine().trial().isEmpty() && !list.streams()) {
      out.line(at.name() + ": no reset is armed");
      return 0;
    }
    list.begin();
    at.machine().trial().ifPresent(t -> list.row(at.name(), t.due(), t.armed(), t.by().person()));
    list.end();
    return 0;
  }

  static int no(AtMachine at, Out out, int exit, String why) {
    out.error("postern: " + at.name() + ": " + why);
    return exit;
  }
}

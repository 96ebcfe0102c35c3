package postern.gateway.tenant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import postern.audit.SessionRole;
import postern.gateway.act.Ending;
import postern.gateway.command.Arguments;
import postern.gateway.command.BufferedOutput;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.RecordingDamage;
import postern.gateway.command.UsageFault;
import postern.gateway.history.BootFinder;
import postern.gateway.history.History;
import postern.gateway.history.HistoryLine;
import postern.gateway.history.LineRenderer;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;

/** {@code log}: what the machine said, as text, out of the recordings; or goes on with it live. */
final class LogCommand implements Command<MachineContext> {
  private static final int USUAL_LINES = 100;
  private static final int LONGEST = 10_000;
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  @Override
  public String name() {
    return "log";
  }

  @Override
  public String usage() {
    return "[--lines N] [--since 10m|TIME] [--boot 0|-1|-2…] [--follow] [--timestamps]"
        + " [--json|--csv] [--local]";
  }

  @Override
  public String about() {
    return "what the machine said, as text; --boot 0 since its last boot, -1 the boot before";
  }

  /** What was asked for. */
  private record Asked(
      Optional<Integer> lines, Optional<Instant> since, Optional<Integer> boot, boolean follow) {}

  /** Which part of the output; the first offset begins a line. */
  private record Range(long from, long until) {}

  @Override
  public int run(MachineContext at, Arguments words, CommandOutput out)
      throws InterruptedException {
    BufferedOutput batched = new BufferedOutput(out);
    ListWriter list = ListWriter.of(words, batched, "time", "text");
    boolean stamps = words.flag("--timestamps");
    Asked asked =
        new Asked(
            words.number("--lines", 0, 100_000),
            words.instant("--since"),
            words.number("--boot", -10_000, 0),
            words.flag("--follow"));
    words.rest(0, 0);
    if (asked.boot().isPresent() && asked.since().isPresent()) {
      throw new UsageFault("--since or --boot, not both");
    }
    if (asked.follow() && asked.boot().orElse(0) < 0) {
      throw new UsageFault("--follow goes on from now; it cannot go with an earlier boot");
    }
    Consumer<HistoryLine> print =
        line -> {
          String text = PlainText.clean(line.text(), LONGEST);
          if (list.streams()) {
            list.row(line.time(), text);
          } else {
            batched.line(stamps ? list.time(line.time()) + "  " + text : text);
          }
        };
    try {
      if (list.streams()) {
        list.begin();
      }
      int exit =
          asked.follow() ? follow(at, asked, print, batched) : show(at, asked, print, batched);
      batched.flush();
      return exit;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int show(
      MachineContext at, Asked asked, Consumer<HistoryLine> print, BufferedOutput out)
      throws IOException {
    try (Work work = at.begin()) {
      work.pause(out);
      return show(at, work, asked, print, out);
    }
  }

  private static int show(
      MachineContext at, Work work, Asked asked, Consumer<HistoryLine> print, BufferedOutput out)
      throws IOException {
    at.acts().views().looked(at.who(), "log");
    History history = at.history(work);
    Optional<Range> range = range(history, asked, history.end(), out);
    if (range.isEmpty()) {
      return 1;
    }
    long from = range.get().from();
    long until = range.get().until();
    if (from < 0) {
      history.last(asked.lines().orElse(USUAL_LINES), until, print);
    } else if (asked.lines().isPresent()) {
      history.last(asked.lines().get(), from, until, print);
    } else {
      history.lines(from, until, true, print);
    }
    out.flush();
    RecordingDamage missing = new RecordingDamage();
    history.damage().forEach(missing::add);
    return missing.tell(at.name(), false, out);
  }

  /** Nothing, once said, when there is no such boot; {@code from} is -1 for the last lines. */
  private static Optional<Range> range(History history, Asked asked, long end, CommandOutput out)
      throws IOException {
    if (asked.since().isPresent()) {
      return Optional.of(new Range(history.since(asked.since().get()), end));
    }
    if (asked.boot().isEmpty()) {
      return Optional.of(new Range(-1, end));
    }
    BootFinder boots = history.boots(1 - asked.boot().get(), end, History.FAR);
    List<HistoryLine> all = boots.all();
    int index = all.size() - 1 + asked.boot().get();
    if (index < 0) {
      out.error(
          "postern: no such boot: "
              + (all.isEmpty() ? "none was" : all.size() + " were")
              + " seen in "
              + (boots.whole() ? "all that is recorded" : "the last 256 MiB of output")
              + (all.isEmpty() ? "" : "; the earliest is --boot " + (1 - all.size())));
      return Optional.empty();
    }
    long until = index + 1 < all.size() ? all.get(index + 1).offset() : end;
    return Optional.of(new Range(all.get(index).offset(), until));
  }

  private static int follow(
      MachineContext at, Asked asked, Consumer<HistoryLine> print, BufferedOutput out)
      throws IOException, InterruptedException {
    try (ConsoleFollower here = new ConsoleFollower(at, SessionRole.FOLLOW)) {
      here.pause(out);
      LineRenderer text = at.history(Work.here()).text(print);
      Shown shown = new Shown(text);
      boolean[] none = {false};
      here.past(history -> {
        Optional<Range> range = range(history, asked, here.joined(), out);
        none[0] = range.isEmpty();
        if (range.isPresent()) {
          history.read(from(history, asked, range.get()), here.joined(), shown);
        }
      });
      if (none[0]) {
        return 1;
      }
      out.flush();
      Optional<Ending> ended = here.watch(shown, System.nanoTime() + FOR_EVER.toNanos());
      text.end();
      out.flush();
      return ended.map(how -> said(how, at, out)).orElse(0);
    }
  }

  private static long from(History history, Asked asked, Range range) throws IOException {
    if (asked.lines().isEmpty() && range.from() >= 0) {
      return range.from();
    }
    int count = asked.lines().orElse(USUAL_LINES);
    return range.from() >= 0
        ? history.beginOfLast(count, range.from(), range.until())
        : history.beginOfLast(count, range.until());
  }

  /** Says why others ended it; leaving by oneself needs no words. */
  static int said(Ending how, MachineContext at, CommandOutput out) {
    if (how.exit() != 0 && !at.channel().closed()) {
      out.error("postern: " + at.name() + ": " + how.text());
    }
    return how.exit();
  }

  /** Prints as it comes. */
  private record Shown(LineRenderer text) implements History.Sink {
    @Override
    public void said(ByteBuffer bytes, long start, Instant time) {
      text.feed(bytes, start, time);
    }

    @Override
    public void missing(long bytes, long end, Instant time) {
      text.missed(bytes, end - bytes, time);
    }
  }
}

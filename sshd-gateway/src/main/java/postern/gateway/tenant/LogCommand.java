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
  public int run(MachineContext context, Arguments arguments, CommandOutput out)
      throws InterruptedException {
    BufferedOutput buffered = new BufferedOutput(out);
    ListWriter list = ListWriter.of(arguments, buffered, "time", "text");
    boolean stamps = arguments.flag("--timestamps");
    Asked asked =
        new Asked(
            arguments.number("--lines", 0, 100_000),
            arguments.instant("--since"),
            arguments.number("--boot", -10_000, 0),
            arguments.flag("--follow"));
    arguments.rest(0, 0);
    if (asked.boot().isPresent() && asked.since().isPresent()) {
      throw new UsageFault("--since or --boot, not both");
    }
    if (asked.follow() && asked.boot().orElse(0) < 0) {
      throw new UsageFault("--follow goes on from now; it cannot go with an earlier boot");
    }
    Consumer<HistoryLine> print =
        line -> {
          String text = PlainText.clean(line.text(), LONGEST);
          if (list.forPrograms()) {
            list.row(line.time(), text);
          } else {
            buffered.line(stamps ? list.time(line.time()) + "  " + text : text);
          }
        };
    try {
      if (list.forPrograms()) {
        list.begin();
      }
      int exit =
          asked.follow()
              ? follow(context, asked, print, buffered)
              : show(context, asked, print, buffered);
      buffered.flush();
      return exit;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int show(
      MachineContext context, Asked asked, Consumer<HistoryLine> print, BufferedOutput out)
      throws IOException {
    try (Work work = context.begin()) {
      work.pause(out);
      return show(context, work, asked, print, out);
    }
  }

  private static int show(
      MachineContext context,
      Work work,
      Asked asked,
      Consumer<HistoryLine> print,
      BufferedOutput out)
      throws IOException {
    context.acts().views().looked(context.who(), "log");
    History history = context.history(work);
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
    RecordingDamage damage = new RecordingDamage();
    history.damage().forEach(damage::add);
    return damage.write(context.name(), false, out);
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
      MachineContext context, Asked asked, Consumer<HistoryLine> print, BufferedOutput out)
      throws IOException, InterruptedException {
    try (ConsoleFollower follower = new ConsoleFollower(context, SessionRole.FOLLOW)) {
      follower.pause(out);
      LineRenderer text = context.history(Work.here()).text(print);
      Shown shown = new Shown(text);
      boolean[] none = {false};
      follower.readHistory(history -> {
        Optional<Range> range = range(history, asked, follower.joinOffset(), out);
        none[0] = range.isEmpty();
        if (range.isPresent()) {
          history.read(from(history, asked, range.get()), follower.joinOffset(), shown);
        }
      });
      if (none[0]) {
        return 1;
      }
      out.flush();
      Optional<Ending> ended = follower.watch(shown, System.nanoTime() + FOR_EVER.toNanos());
      text.end();
      out.flush();
      return ended.map(ending -> reportEnding(ending, context, out)).orElse(0);
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
  static int reportEnding(Ending ending, MachineContext context, CommandOutput out) {
    if (ending.exit() != 0 && !context.channel().closed()) {
      out.error("postern: " + context.name() + ": " + ending.text());
    }
    return ending.exit();
  }

  /** Prints as it comes. */
  private record Shown(LineRenderer text) implements History.Sink {
    @Override
    public void output(ByteBuffer bytes, long start, Instant time) {
      text.feed(bytes, start, time);
    }

    @Override
    public void missing(long bytes, long end, Instant time) {
      text.missed(bytes, end - bytes, time);
    }
  }
}

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

/** {@code log}: shows the output of the machine as text, from the recordings and then live. */
final class LogCommand implements Command<MachineContext> {
  private static final int DEFAULT_LINES = 100;
  private static final int LONGEST = 10_000;
  private static final Duration FOREVER = Duration.ofDays(10_000);

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
    return "shows the output as text; --boot 0 since the last boot, --boot -1 the boot before that";
  }

  /** What the arguments ask for. */
  private record Request(
      Optional<Integer> lines, Optional<Instant> since, Optional<Integer> boot, boolean follow) {}

  /**
   * A part of the output.
   *
   * @param from the start of a line; -1 for the last lines before {@code until}
   */
  private record Range(long from, long until) {}

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out)
      throws InterruptedException {
    BufferedOutput buffered = new BufferedOutput(out);
    ListWriter list = ListWriter.of(arguments, buffered, "time", "text");
    boolean timestamps = arguments.flag("--timestamps");
    Request request =
        new Request(
            arguments.number("--lines", 0, 100_000),
            arguments.instant("--since"),
            arguments.number("--boot", -10_000, 0),
            arguments.flag("--follow"));
    arguments.rest(0, 0);
    if (request.boot().isPresent() && request.since().isPresent()) {
      throw new UsageFault("use either --since or --boot");
    }
    if (request.follow() && request.boot().orElse(0) < 0) {
      throw new UsageFault("--follow shows new output, so it cannot be used with an earlier boot");
    }
    Consumer<HistoryLine> print =
        line -> {
          String text = PlainText.clean(line.text(), LONGEST);
          if (list.forPrograms()) {
            list.row(line.time(), text);
          } else {
            buffered.line(timestamps ? list.time(line.time()) + "  " + text : text);
          }
        };
    try {
      if (list.forPrograms()) {
        list.begin();
      }
      int exit =
          request.follow()
              ? follow(context, request, print, buffered)
              : show(context, request, print, buffered);
      buffered.flush();
      return exit;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int show(
      MachineContext context, Request request, Consumer<HistoryLine> print, BufferedOutput out)
      throws IOException {
    try (Work work = context.startWork()) {
      work.pause(out);
      return show(context, work, request, print, out);
    }
  }

  private static int show(
      MachineContext context,
      Work work,
      Request request,
      Consumer<HistoryLine> print,
      BufferedOutput out)
      throws IOException {
    context.acts().views().looked(context.who(), "log");
    History history = context.history(work);
    Optional<Range> range = range(history, request, history.end(), out);
    if (range.isEmpty()) {
      return 1;
    }
    long from = range.get().from();
    long until = range.get().until();
    if (from < 0) {
      history.last(request.lines().orElse(DEFAULT_LINES), until, print);
    } else if (request.lines().isPresent()) {
      history.last(request.lines().get(), from, until, print);
    } else {
      history.lines(from, until, true, print);
    }
    out.flush();
    RecordingDamage damage = new RecordingDamage();
    history.damage().forEach(damage::add);
    return damage.write(context.name(), false, out);
  }

  /**
   * Returns the part that was asked for. If there is no such boot, it says so and returns empty.
   */
  private static Optional<Range> range(
      History history, Request request, long end, CommandOutput out) throws IOException {
    if (request.since().isPresent()) {
      return Optional.of(new Range(history.since(request.since().get()), end));
    }
    if (request.boot().isEmpty()) {
      return Optional.of(new Range(-1, end));
    }
    BootFinder boots = history.boots(1 - request.boot().get(), end, History.LONGEST_SEARCH);
    List<HistoryLine> all = boots.all();
    int index = all.size() - 1 + request.boot().get();
    if (index < 0) {
      out.error(
          "postern: no such boot: "
              + (all.isEmpty() ? "none was" : all.size() + (all.size() == 1 ? " was" : " were"))
              + " seen in "
              + (boots.complete() ? "all that is recorded" : "the last 256 MiB of output")
              + (all.isEmpty() ? "" : "; the earliest is --boot " + (1 - all.size())));
      return Optional.empty();
    }
    long until = index + 1 < all.size() ? all.get(index + 1).offset() : end;
    return Optional.of(new Range(all.get(index).offset(), until));
  }

  private static int follow(
      MachineContext context, Request request, Consumer<HistoryLine> print, BufferedOutput out)
      throws IOException, InterruptedException {
    try (ConsoleFollower follower = new ConsoleFollower(context, SessionRole.FOLLOW)) {
      follower.pause(out);
      LineRenderer text = context.history(Work.here()).renderer(print);
      RenderingSink sink = new RenderingSink(text);
      boolean[] noSuchBoot = {false};
      follower.readHistory(history -> {
        Optional<Range> range = range(history, request, follower.joinOffset(), out);
        noSuchBoot[0] = range.isEmpty();
        if (range.isPresent()) {
          history.read(from(history, request, range.get()), follower.joinOffset(), sink);
        }
      });
      if (noSuchBoot[0]) {
        return 1;
      }
      out.flush();
      Optional<Ending> ended = follower.follow(sink, System.nanoTime() + FOREVER.toNanos());
      text.end();
      out.flush();
      return ended.map(ending -> reportEnding(ending, context, out)).orElse(0);
    }
  }

  private static long from(History history, Request request, Range range) throws IOException {
    if (request.lines().isEmpty() && range.from() >= 0) {
      return range.from();
    }
    int count = request.lines().orElse(DEFAULT_LINES);
    return range.from() >= 0
        ? history.startOfLast(count, range.from(), range.until())
        : history.startOfLast(count, range.until());
  }

  /** Reports why the session ended, unless the person left, and returns the exit code. */
  static int reportEnding(Ending ending, MachineContext context, CommandOutput out) {
    if (ending.exit() != 0 && !context.channel().closed()) {
      out.error("postern: " + context.name() + ": " + ending.text());
    }
    return ending.exit();
  }

  /** Renders output as it comes. */
  private record RenderingSink(LineRenderer text) implements History.Sink {
    @Override
    public void output(ByteBuffer bytes, long start, Instant time) {
      text.feed(bytes, start, time);
    }

    @Override
    public void missing(long bytes, long end, Instant time) {
      text.missed(bytes, end - bytes, time);
    }

    @Override
    public void powerAction(long offset) {
      // not shown
    }

    @Override
    public boolean done() {
      return false;
    }
  }
}

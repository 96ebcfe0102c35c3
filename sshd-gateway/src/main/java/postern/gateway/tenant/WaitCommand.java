package postern.gateway.tenant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.audit.SessionRole;
import postern.gateway.act.Ending;
import postern.gateway.act.ExitCode;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.UsageFault;
import postern.gateway.history.History;
import postern.gateway.history.LineRenderer;
import postern.gateway.text.PlainText;
import postern.gateway.work.Expression;
import postern.gateway.work.Work;

/**
 * {@code wait REGEX}: until a line of the rendered text matches, unfinished lines such as prompts
 * included. The expressions are RE2's, whose time is linear in the text whatever they are.
 */
final class WaitCommand implements Command<MachineContext> {
  private static final int LONGEST = 1_000;
  private static final Duration USUAL = Duration.ofSeconds(60);
  private static final Duration MOST = Duration.ofDays(7);

  /** What is there already is looked at for so long even where the time is shorter. */
  private static final long LOOK_BACK = Duration.ofSeconds(2).toNanos();

  /** How far back the last boot or power act is looked for. */
  private static final long FAR = 16L << 20;

  @Override
  public String name() {
    return "wait";
  }

  @Override
  public String usage() {
    return "REGEX [--timeout 60s] [--new]";
  }

  @Override
  public String about() {
    return "until a line matches, since the last boot or power act; --new: from now; else exit 5";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out)
      throws InterruptedException {
    Duration timeout = arguments.duration("--timeout").orElse(USUAL);
    boolean fresh = arguments.flag("--new");
    String regex = arguments.rest(1, 1).getFirst();
    if (timeout.compareTo(MOST) > 0) {
      throw new UsageFault("--timeout is at most 7d");
    }
    Expression wanted = compile(regex);
    long began = System.nanoTime();
    long deadline = began + timeout.toNanos();
    try (ConsoleFollower follower = new ConsoleFollower(context, SessionRole.WAIT)) {
      Watch watch = new Watch(wanted, follower, context.history(Work.here()));
      follower.deadline(Math.max(deadline, began + LOOK_BACK));
      follower.readHistory(history -> {
        if (!fresh) {
          long from = history.boots(1, follower.joinOffset(), FAR).lastStart();
          history.read(Math.max(from, follower.joinOffset() - FAR), follower.joinOffset(), watch);
        }
      });
      Optional<Ending> ended = follower.watch(watch, deadline);
      String found = watch.found;
      if (found != null) {
        out.line(PlainText.clean(found, 10_000));
        return 0;
      }
      if (ended.isPresent()) {
        int exit = LogCommand.reportEnding(ended.get(), context, out);
        return exit == 0 ? 1 : exit;
      }
      out.error(
          "postern: "
              + context.name()
              + ": not seen in "
              + (timeout.toSeconds() > 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms")
              + ": "
              + PlainText.clean(regex, LONGEST));
      return ExitCode.NOT_SEEN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Expression compile(String regex) {
    try {
      return Expression.compile(regex);
    } catch (Expression.Fault fault) {
      throw new UsageFault(fault.why());
    }
  }

  /**
   * Looks at every line as it is complete, and at the unfinished one after every piece; in a line
   * that is longer than a screen, at least wherever a piece of a third of one ends.
   */
  private static final class Watch implements History.Sink {
    private static final int PIECE = 640;

    private final Expression wanted;
    private final ConsoleFollower follower;
    private final LineRenderer text;
    private @Nullable String found;

    Watch(Expression wanted, ConsoleFollower follower, History history) {
      this.wanted = wanted;
      this.follower = follower;
      this.text = history.text(line -> look(line.text()));
    }

    /** Blanks at a line's end are not in its text, yet a prompt's own blank is asked for. */
    private void look(String line) {
      if (found == null
          && (wanted.find(line, follower::stopped) || wanted.find(line + " ", follower::stopped))) {
        found = line;
      }
    }

    @Override
    public void output(ByteBuffer bytes, long start, Instant time) {
      long base = start - bytes.position();
      while (bytes.hasRemaining() && found == null) {
        int from = bytes.position();
        int end = pieceEnd(bytes);
        boolean lineGoesOn = bytes.get(end - 1) != '\n';
        text.feed(bytes.slice(from, end - from), base + from, time);
        bytes.position(end);
        if (found == null && (lineGoesOn || !bytes.hasRemaining())) {
          text.standing().forEach(this::look);
        }
      }
    }

    /** Behind the last line end that is near, or as far as a line goes without one. */
    private static int pieceEnd(ByteBuffer bytes) {
      int far = Math.min(bytes.limit(), bytes.position() + PIECE);
      for (int end = far; end > bytes.position(); end--) {
        if (bytes.get(end - 1) == '\n') {
          return end;
        }
      }
      return far;
    }

    @Override
    public boolean done() {
      return found != null;
    }
  }
}

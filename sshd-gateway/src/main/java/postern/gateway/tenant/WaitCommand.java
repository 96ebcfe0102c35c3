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
 * {@code wait REGEX}: waits until a line of the rendered text matches, including unfinished lines
 * such as prompts. The expressions are RE2's, whose time is always linear in the text.
 */
final class WaitCommand implements Command<MachineContext> {
  private static final int LONGEST = 1_000;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(7);

  /** The least time for reading the existing output, even if the timeout is shorter. */
  private static final long LEAST_READING_TIME = Duration.ofSeconds(2).toNanos();

  /** How many bytes of output are searched for the last boot or power action. */
  private static final long SEARCHED_BYTES = 16L << 20;

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
    return "waits for a matching line since the last boot or power action (--new: from now on); exit 5 if none comes";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out)
      throws InterruptedException {
    Duration timeout = arguments.duration("--timeout").orElse(DEFAULT_TIMEOUT);
    boolean fromNow = arguments.flag("--new");
    String regex = arguments.rest(1, 1).getFirst();
    if (timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new UsageFault("--timeout is at most 7d");
    }
    Expression expression = compile(regex);
    long began = System.nanoTime();
    long deadline = began + timeout.toNanos();
    try (ConsoleFollower follower = new ConsoleFollower(context, SessionRole.WAIT)) {
      MatchingSink sink = new MatchingSink(expression, follower, context.history(Work.here()));
      follower.deadline(Math.max(deadline, began + LEAST_READING_TIME));
      follower.readHistory(history -> {
        if (!fromNow) {
          long from = history.boots(1, follower.joinOffset(), SEARCHED_BYTES).lastStart();
          history.read(
              Math.max(from, follower.joinOffset() - SEARCHED_BYTES), follower.joinOffset(), sink);
        }
      });
      Optional<Ending> ended = follower.follow(sink, deadline);
      String found = sink.found;
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
   * Searches every line when it is complete, and the unfinished line after every piece of output.
   * In a long line, a piece is a third of a screen.
   */
  private static final class MatchingSink implements History.Sink {
    private static final int PIECE = 640;

    private final Expression expression;
    private final ConsoleFollower follower;
    private final LineRenderer text;
    private @Nullable String found;

    MatchingSink(Expression expression, ConsoleFollower follower, History history) {
      this.expression = expression;
      this.follower = follower;
      this.text = history.renderer(line -> search(line.text()));
    }

    /**
     * The text of a line lacks the blanks at its end, but an expression may ask for one after a
     * prompt.
     */
    private void search(String line) {
      if (found == null
          && (expression.find(line, follower::stopped)
              || expression.find(line + " ", follower::stopped))) {
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
          text.standing().forEach(this::search);
        }
      }
    }

    /**
     * Returns the end of the next piece: after the last line end within its size, if there is one.
     */
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
    public void missing(long bytes, long end, Instant time) {
      // what is missing cannot match
    }

    @Override
    public void powerAction(long offset) {
      // not part of the text
    }

    @Override
    public boolean done() {
      return found != null;
    }
  }
}

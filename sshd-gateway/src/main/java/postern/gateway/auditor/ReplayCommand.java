package postern.gateway.auditor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import postern.audit.Frame;
import postern.audit.SessionRecord;
import postern.gateway.act.ExitCode;
import postern.gateway.command.Arguments;
import postern.gateway.command.BufferedOutput;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.EventLogDamage;
import postern.gateway.command.RecordingDamage;
import postern.gateway.command.UsageFault;
import postern.gateway.work.Work;
import postern.mux.screen.OutputFilter;
import postern.mux.screen.Screen;

/**
 * {@code replay SESSION}: plays a session at its original speed. A terminal gets screens drawn from
 * the screen model, so that nothing the machine sent reaches it; a pipe gets the raw bytes.
 */
final class ReplayCommand implements Command<AuditContext> {
  private static final Pattern POSITION = Pattern.compile("(?:(\\d{1,3}):)?(\\d{1,2}):(\\d{2})");
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
  private static final long FRAME_NANOS = 40_000_000L;

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public String usage() {
    return "SESSION [--speed 2] [--at 00:10]";
  }

  @Override
  public String about() {
    return "plays a session at its original speed, with pauses cut to 3 s; Ctrl-C ends it";
  }

  @Override
  public int run(AuditContext context, Arguments arguments, CommandOutput out) {
    double speed = arguments.option("--speed").map(ReplayCommand::speed).orElse(1.0);
    long skip =
        arguments.option("--at").map(ReplayCommand::position).orElse(Duration.ZERO).toNanos();
    SessionLookup.Request request =
        new SessionLookup.Request(arguments.rest(1, 1).getFirst(), "replay");
    BufferedOutput buffered = new BufferedOutput(out);
    try (Work work = context.startWork()) {
      work.pause(buffered);
      Optional<SessionRecord> session = SessionLookup.find(request, context, work, out);
      if (session.isEmpty()) {
        EventLogDamage.write(context.archive(), work, buffered);
        return ExitCode.NOT_PERMITTED;
      }
      RecordingDamage damage = new RecordingDamage();
      try (Stream<Frame> frames = work.call(() -> context.archive().frames(session.get()))) {
        play(frames.peek(damage::check).iterator(), new Player(buffered, speed, skip), work);
      }
      int exit = damage.write(session.get().opened().console().toString(), true, buffered);
      return Math.max(exit, EventLogDamage.write(context.archive(), work, buffered));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void play(Iterator<Frame> frames, Player player, Work work) throws IOException {
    while (!player.over) {
      work.run(() -> player.step(frames));
      work.rest(player.pause());
    }
    player.end();
  }

  private static double speed(String text) {
    try {
      double speed = Double.parseDouble(text);
      if (speed >= 0.1 && speed <= 1000) {
        return speed;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw new UsageFault("--speed must be a number from 0.1 to 1000, not " + text);
  }

  private static Duration position(String text) {
    Matcher m = POSITION.matcher(text);
    if (!m.matches()) {
      throw new UsageFault("--at must be minutes and seconds such as 00:10, not " + text);
    }
    long hours = m.group(1) == null ? 0 : Long.parseLong(m.group(1));
    return Duration.ofHours(hours)
        .plusMinutes(Long.parseLong(m.group(2)))
        .plusSeconds(Long.parseLong(m.group(3)));
  }

  /** Draws at most 25 screens a second. */
  private static final class Player {
    private final CommandOutput out;
    private final double speed;
    private final long skip;
    private final Screen screen = new Screen(24, 80);
    private long first = -1;
    private long last;
    private long pauseNanos;
    private boolean drawn = true;
    private boolean over;

    /** The frame to show after the pause. */
    private Frame.@Nullable Output next;

    Player(CommandOutput out, double speed, long skip) {
      this.out = out;
      this.speed = speed;
      this.skip = skip;
    }

    /** Takes one frame; returns false before a pause and at the end. */
    boolean step(Iterator<Frame> frames) {
      Frame.Output delayed = next;
      if (delayed != null) {
        next = null;
        show(delayed);
      } else if (!frames.hasNext()) {
        over = true;
      } else if (frames.next() instanceof Frame.Output output) {
        take(output);
      }
      return !over && next == null;
    }

    private void take(Frame.Output frame) {
      if (first < 0) {
        first = frame.nanos();
        last = first;
      }
      if (frame.nanos() - first >= skip) {
        long silent = Math.min(Math.max(0, frame.nanos() - last), LONGEST_PAUSE.toNanos());
        pauseNanos += (long) (silent / speed);
      }
      last = frame.nanos();
      if (pauseNanos >= FRAME_NANOS) {
        draw();
        next = frame;
      } else {
        show(frame);
      }
    }

    private void show(Frame.Output frame) {
      if (out.terminal()) {
        screen.feed(frame.bytes().duplicate());
        drawn = false;
      } else if (frame.nanos() - first >= skip) {
        out.bytes(frame.bytes().duplicate());
      }
    }

    /** Returns how long to wait before the next step. */
    Duration pause() {
      Duration pause = next == null ? Duration.ZERO : Duration.ofNanos(pauseNanos);
      pauseNanos = next == null ? pauseNanos : 0;
      return pause;
    }

    private void draw() {
      if (!drawn) {
        out.bytes(ByteBuffer.wrap(screen.view(0).paint()));
        drawn = true;
      }
    }

    void end() {
      if (out.terminal()) {
        draw();
        out.bytes(ByteBuffer.wrap(OutputFilter.restore()));
        out.bytes(
            ByteBuffer.wrap("\r\n[end of the session]\r\n".getBytes(StandardCharsets.US_ASCII)));
      }
    }
  }
}

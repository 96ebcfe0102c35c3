package postern.power.control;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import postern.power.ConsoleEvidence;
import postern.power.backend.Backend;

/**
 * Watches a machine that has begun to start until it is clear what came of it. It failed where its
 * kernel panics or it ends. It came up where its console shows a prompt, or where it has lived on
 * for a bounded time: a machine whose boot is on its console until that was quiet for a while, any
 * other as long as its backend says. Confined to one thread.
 */
final class StartWatch {
  /** A prompt with nothing behind it for this long waits for a person. */
  private static final Duration PROMPT = Duration.ofMillis(500);

  /** Between two lines of a kernel that boots passes less. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  /** A machine that has talked for this long has left its first seconds behind. */
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private static final Duration BETWEEN_STATES = Duration.ofMillis(300);

  private final Backend backend;
  private final ConsoleEvidence console;
  private final long point;
  private final LongSupplier nanos;
  private final long began;
  private long boot;
  private boolean booting;
  private long lastOutput;
  private long heard;
  private long nextState;

  /** What is known at one look. */
  sealed interface Verdict {
    record Unclear() implements Verdict {}

    record Up() implements Verdict {}

    record Failed(String why) implements Verdict {}
  }

  /**
   * @param point of the console's output, from before the start
   * @param nanos a monotonic clock
   */
  StartWatch(Backend backend, ConsoleEvidence console, long point, LongSupplier nanos) {
    this.backend = backend;
    this.console = console;
    this.point = point;
    this.nanos = nanos;
    this.began = nanos.getAsLong();
    this.nextState = began;
    this.heard = console.here();
    this.lastOutput = began;
  }

  Verdict look() {
    long now = nanos.getAsLong();
    listen(now);
    Optional<String> failure = panic(backend, console, point).or(() -> ended(now));
    if (failure.isPresent()) {
      return new Verdict.Failed(failure.get());
    }
    return up(now) ? new Verdict.Up() : new Verdict.Unclear();
  }

  /** The panic that the console has shown since then, in words. */
  static Optional<String> panic(Backend backend, ConsoleEvidence console, long point) {
    return console.panicSince(point).map(said -> "the kernel panicked: " + advised(backend, said));
  }

  static String advised(Backend backend, String said) {
    return said + backend.advice(said).map(advice -> "; " + advice).orElse("");
  }

  private Optional<String> ended(long now) {
    if (now < nextState) {
      return Optional.empty();
    }
    nextState = now + BETWEEN_STATES.toNanos();
    return backend
        .stopped()
        .map(how -> "it ended within " + seconds(now - began) + ", " + advised(backend, how));
  }

  /** Whole seconds, rounded up. */
  private static String seconds(long span) {
    return Duration.ofNanos(span).plusMillis(999).toSeconds() + " s";
  }

  private void listen(long now) {
    long here = console.here();
    if (here != heard) {
      heard = here;
      lastOutput = now;
    }
    if (!booting && console.bootSince(point)) {
      booting = true;
      boot = now;
    }
  }

  private boolean up(long now) {
    Duration quiet = Duration.ofNanos(now - lastOutput);
    if (heard > point && quiet.compareTo(PROMPT) >= 0 && console.prompts()) {
      return true;
    }
    if (!booting) {
      return now - began >= backend.settles().toNanos();
    }
    return quiet.compareTo(QUIET) >= 0 || now - boot >= LONGEST.toNanos();
  }
}

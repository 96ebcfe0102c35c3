package postern.power.control;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import postern.power.ConsoleEvidence;
import postern.power.backend.Backend;

/**
 * Decides whether a machine that has begun to start comes up. The start has failed if the kernel
 * panics or the machine stops. It has succeeded if the console shows a prompt, or if the machine
 * has run on for some time: until the console was quiet for a while if it shows the boot, otherwise
 * for the time that the backend gives. Confined to one thread.
 */
final class StartupCheck {
  /** A prompt that nothing follows for this long waits for a person. */
  private static final Duration PROMPT_QUIET = Duration.ofMillis(500);

  /** The time between two messages of a booting kernel is shorter. */
  private static final Duration BOOT_QUIET = Duration.ofSeconds(5);

  /** A boot that has lasted this long counts as successful. */
  private static final Duration LONGEST_BOOT = Duration.ofSeconds(15);

  private static final Duration STATE_INTERVAL = Duration.ofMillis(300);

  private final Backend backend;
  private final ConsoleEvidence console;
  private final long position;
  private final LongSupplier nanos;
  private final long startedAt;
  private boolean booting;
  private long bootSeenAt;
  private long lastOutputAt;
  private long lastPosition;
  private long nextStateAt;

  sealed interface Verdict {
    record Undecided() implements Verdict {}

    record Up() implements Verdict {}

    record Failed(String why) implements Verdict {}
  }

  /**
   * @param position of the console's output before the start
   * @param nanos a monotonic clock
   */
  StartupCheck(Backend backend, ConsoleEvidence console, long position, LongSupplier nanos) {
    this.backend = backend;
    this.console = console;
    this.position = position;
    this.nanos = nanos;
    this.startedAt = nanos.getAsLong();
    this.nextStateAt = startedAt;
    this.lastPosition = console.position();
    this.lastOutputAt = startedAt;
  }

  Verdict check() {
    long now = nanos.getAsLong();
    readConsole(now);
    Optional<String> failure = panic(backend, console, position).or(() -> stopped(now));
    if (failure.isPresent()) {
      return new Verdict.Failed(failure.get());
    }
    return isUp(now) ? new Verdict.Up() : new Verdict.Undecided();
  }

  /** A message about the panic that the console has shown since that position. */
  static Optional<String> panic(Backend backend, ConsoleEvidence console, long position) {
    return console
        .panicSince(position)
        .map(text -> "the kernel panicked: " + withAdvice(backend, text));
  }

  static String withAdvice(Backend backend, String failure) {
    return failure + backend.advice(failure).map(advice -> "; " + advice).orElse("");
  }

  private Optional<String> stopped(long now) {
    if (now < nextStateAt) {
      return Optional.empty();
    }
    nextStateAt = now + STATE_INTERVAL.toNanos();
    return backend
        .stopped()
        .map(
            how -> "it ended within " + seconds(now - startedAt) + ", " + withAdvice(backend, how));
  }

  /** Whole seconds, rounded up. */
  private static String seconds(long span) {
    return Duration.ofNanos(span).plusMillis(999).toSeconds() + " s";
  }

  private void readConsole(long now) {
    long here = console.position();
    if (here != lastPosition) {
      lastPosition = here;
      lastOutputAt = now;
    }
    if (!booting && console.bootSince(position)) {
      booting = true;
      bootSeenAt = now;
    }
  }

  private boolean isUp(long now) {
    Duration quiet = Duration.ofNanos(now - lastOutputAt);
    boolean output = lastPosition > position;
    if (output && quiet.compareTo(PROMPT_QUIET) >= 0 && console.atPrompt()) {
      return true;
    }
    if (!booting) {
      return now - startedAt >= backend.settlingTime().toNanos();
    }
    return quiet.compareTo(BOOT_QUIET) >= 0 || now - bootSeenAt >= LONGEST_BOOT.toNanos();
  }
}

package postern.mux.console;

import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;

/** A participant that reads like a session: it reads everything and waits to be woken. */
final class TestParticipant implements AutoCloseable {
  private static int sessions;

  final Attachment at;
  final List<Notice> told = new ArrayList<>();
  final List<ReadResult.Missed> missed = new ArrayList<>();
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
  private final Semaphore woken = new Semaphore(0);
  private String closed = "";
  private long count;

  TestParticipant(Console console, String name, boolean mayType) {
    Participant participant =
        new Participant("s" + ++sessions, "red/" + name, "127.0.0.1", Instant.now(), mayType);
    at = console.attach(participant, woken::release);
  }

  static TestParticipant typist(Console console, String name) {
    return new TestParticipant(console, name, true);
  }

  String text() {
    return seen.toString(StandardCharsets.ISO_8859_1);
  }

  byte[] bytes() {
    return seen.toByteArray();
  }

  long count() {
    return count;
  }

  String closed() {
    return closed;
  }

  /** Reads everything available. */
  TestParticipant takes() {
    while (step(true)) {}
    return this;
  }

  private boolean step(boolean keep) {
    return switch (at.read(16 * 1024)) {
      case ReadResult.Output(var bytes, _) -> {
        count += bytes.remaining();
        if (keep) {
          byte[] copy = new byte[bytes.remaining()];
          bytes.get(copy);
          seen.writeBytes(copy);
        }
        yield true;
      }
      case ReadResult.Missed much -> missed.add(much);
      case ReadResult.Notification(Notice notice) -> told.add(notice);
      case ReadResult.Nothing() -> false;
      case ReadResult.Closed(String why) -> {
        closed = why;
        yield false;
      }
    };
  }

  void sees(String text) {
    until(() -> text().contains(text), true, "see " + text);
  }

  void hears(Class<? extends Notice> kind) {
    until(() -> told.stream().anyMatch(kind::isInstance), true, "hear " + kind.getSimpleName());
  }

  void countsTo(long bytes) {
    until(() -> count >= bytes, false, "count " + bytes);
  }

  void reaches(long bytes) {
    until(() -> count >= bytes, true, "take " + bytes);
  }

  void isSentAway() {
    until(() -> !closed.isEmpty(), true, "be sent away");
  }

  <T extends Notice> T last(Class<T> kind) {
    return told.reversed().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Waits until woken, so that a lost wake-up fails the test. */
  private void until(BooleanSupplier enough, boolean keep, String what) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    try {
      while (true) {
        while (step(keep)) {}
        if (enough.getAsBoolean()) {
          return;
        }
        if (!woken.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          fail("did not " + what + "; saw " + count + " bytes, told " + told + " " + closed);
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    }
  }

  @Override
  public void close() {
    at.close();
  }
}

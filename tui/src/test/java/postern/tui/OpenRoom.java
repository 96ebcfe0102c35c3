package postern.tui;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A control room that is open on a {@link PipeTerminal}. */
final class OpenRoom implements AutoCloseable {
  final TestClock clock;
  final PipeTerminal terminal;
  private final CompletableFuture<Exit> ended = new CompletableFuture<>();

  private OpenRoom(FakeRoom room, PipeTerminal terminal, TestClock clock, Place start) {
    this.clock = clock;
    this.terminal = terminal;
    Thread.ofVirtual()
        .start(() -> {
          try {
            ended.complete(new ControlRoomUi(room, terminal, clock, start).run());
          } catch (InterruptedException | RuntimeException | Error e) {
            ended.completeExceptionally(e);
          }
        });
  }

  static OpenRoom of(FakeRoom room, TestClock clock) {
    return of(room, clock, "xterm-256color", 80, 24);
  }

  static OpenRoom of(FakeRoom room, TestClock clock, String type, int cols, int rows) {
    return new OpenRoom(room, new PipeTerminal(type, cols, rows, clock), clock, Place.start());
  }

  static OpenRoom at(FakeRoom room, TestClock clock, Place place) {
    return new OpenRoom(room, new PipeTerminal("xterm", 80, 24, clock), clock, place);
  }

  OpenRoom shows(String text) {
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .failFast(() -> ended.isCompletedExceptionally())
        .conditionEvaluationListener(condition -> {})
        .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(screen()).contains(text));
    return this;
  }

  OpenRoom hides(String text) {
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> org.assertj.core.api.Assertions.assertThat(screen()).doesNotContain(text));
    return this;
  }

  /** Types, and returns when it was dealt with. */
  OpenRoom type(String keys) {
    terminal.type(keys);
    return settles();
  }

  OpenRoom settles() {
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> terminal.asleep() || ended.isDone());
    return this;
  }

  OpenRoom later(Duration by) {
    clock.advance(by);
    return settles();
  }

  String screen() {
    return terminal.screen();
  }

  /** The row the bar is on. */
  String bar() {
    return screen()
        .lines()
        .filter(line -> line.startsWith("> "))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no bar in\n" + screen()));
  }

  Exit ends() throws InterruptedException, ExecutionException, TimeoutException {
    return ended.get(5, TimeUnit.SECONDS);
  }

  boolean open() {
    return !ended.isDone();
  }

  @Override
  public void close() throws Exception {
    terminal.hangUp();
    ends();
  }
}

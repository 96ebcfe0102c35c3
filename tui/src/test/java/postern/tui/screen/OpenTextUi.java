package postern.tui.screen;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import postern.tui.Exit;
import postern.tui.ViewState;

/** A text UI that runs on a {@link PipeTerminal}. */
final class OpenTextUi implements AutoCloseable {
  final TestClock clock;
  final PipeTerminal terminal;
  private final CompletableFuture<Exit> ended = new CompletableFuture<>();

  private OpenTextUi(FakeGateway gateway, PipeTerminal terminal, TestClock clock, ViewState start) {
    this.clock = clock;
    this.terminal = terminal;
    Thread.ofVirtual()
        .start(() -> {
          try {
            ended.complete(new TextUi(gateway, terminal, clock, start).run());
          } catch (InterruptedException | RuntimeException | Error e) {
            ended.completeExceptionally(e);
          }
        });
  }

  static OpenTextUi of(FakeGateway gateway, TestClock clock) {
    return of(gateway, clock, "xterm-256color", 80, 24);
  }

  static OpenTextUi of(FakeGateway gateway, TestClock clock, String type, int cols, int rows) {
    return new OpenTextUi(
        gateway, new PipeTerminal(type, cols, rows, clock), clock, ViewState.start());
  }

  static OpenTextUi at(FakeGateway gateway, TestClock clock, ViewState state) {
    return new OpenTextUi(gateway, new PipeTerminal("xterm", 80, 24, clock), clock, state);
  }

  OpenTextUi shows(String text) {
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .failFast(() -> ended.isCompletedExceptionally())
        .conditionEvaluationListener(condition -> {})
        .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(screen()).contains(text));
    return this;
  }

  OpenTextUi hides(String text) {
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () -> org.assertj.core.api.Assertions.assertThat(screen()).doesNotContain(text));
    return this;
  }

  /** Types, and returns when the input was handled. */
  OpenTextUi type(String keys) {
    terminal.type(keys);
    return settles();
  }

  OpenTextUi settles() {
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> terminal.isWaiting() || ended.isDone());
    return this;
  }

  OpenTextUi later(Duration by) {
    clock.advance(by);
    return settles();
  }

  String screen() {
    return terminal.screen();
  }

  /** The selected row. */
  String selectedRow() {
    return screen()
        .lines()
        .filter(line -> line.startsWith("> "))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no selected row in\n" + screen()));
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

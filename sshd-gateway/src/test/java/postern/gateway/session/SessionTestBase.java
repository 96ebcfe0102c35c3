package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import postern.gateway.access.AttachOptions;

/** Runs a session against fakes and ends it after each test. */
abstract class SessionTestBase {
  final FakeConsole console = new FakeConsole();
  final FakeConsoleActs acts = new FakeConsoleActs(console);
  FakeChannel channel = FakeChannel.withTerminal();
  final CompletableFuture<Integer> exit = new CompletableFuture<>();

  /** Time added to the clock of the session, nanoseconds. */
  final AtomicLong passed = new AtomicLong();

  @AfterEach
  void leaves() {
    channel.closed = true;
    channel.wake();
    acts.powerMayEnd.countDown();
    exit.orTimeout(5, TimeUnit.SECONDS).join();
    assertThat(console.left).isTrue();
    assertThat(acts.log.getLast()).startsWith("left ");
  }

  final void start(String suffixes) {
    AttachOptions options =
        ((AttachOptions.Parsed.Options) AttachOptions.parse(suffixes)).options();
    ConsoleSession session =
        new ConsoleSession(
            channel, acts, options, Clock.systemUTC(), () -> System.nanoTime() + passed.get());
    Thread.ofVirtual()
        .start(() -> {
          try {
            exit.complete(session.run());
          } catch (Throwable e) {
            exit.completeExceptionally(e);
          }
        });
  }

  final int exit() {
    return exit.orTimeout(5, TimeUnit.SECONDS).join();
  }

  /** Waits as long as a person needs to read a question. */
  static void readIt() {
    long read = System.nanoTime() + Confirmation.READING + 20_000_000L;
    await().pollInterval(10, TimeUnit.MILLISECONDS).until(() -> System.nanoTime() - read > 0);
  }
}

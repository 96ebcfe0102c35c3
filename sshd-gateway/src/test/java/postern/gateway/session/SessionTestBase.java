package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import postern.gateway.access.AttachOptions;

/** A session against fakes, left at the end of each test. */
abstract class SessionTestBase {
  final FakeConsole console = new FakeConsole();
  final FakeConsoleActs host = new FakeConsoleActs(console);
  FakeChannel channel = FakeChannel.withTerminal();
  final CompletableFuture<Integer> exit = new CompletableFuture<>();

  /** Added to the time that the session sees, nanoseconds. */
  final AtomicLong passed = new AtomicLong();

  @AfterEach
  void leaves() {
    channel.closed = true;
    channel.wake();
    host.powerMayEnd.countDown();
    exit.orTimeout(5, TimeUnit.SECONDS).join();
    assertThat(console.left).isTrue();
    assertThat(host.acts.getLast()).startsWith("left ");
  }

  final void start(String suffixes) {
    AttachOptions options =
        ((AttachOptions.Parsed.Options) AttachOptions.parse(suffixes)).options();
    ConsoleSession session =
        new ConsoleSession(
            new Setting(
                channel, host, options, Clock.systemUTC(), () -> System.nanoTime() + passed.get()));
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

  /** What a person needs to read a question. */
  static void readIt() {
    long read = System.nanoTime() + Confirmation.READING + 20_000_000L;
    await().pollInterval(10, TimeUnit.MILLISECONDS).until(() -> System.nanoTime() - read > 0);
  }
}

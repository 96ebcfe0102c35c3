package postern.mux.console;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import postern.mux.Console;
import postern.mux.ConsoleId;
import postern.mux.ConsoleSettings;
import postern.mux.LineAddress;
import postern.mux.LineState;
import postern.mux.Recorder;
import postern.mux.SerialMux;

/** A multiplexer with short time limits and a directory for its sockets. */
final class MuxFixture implements AutoCloseable {
  static final Timings QUICK =
      Timings.usual(Clock.systemUTC())
          .withRetries(Duration.ofMillis(50), Duration.ofMillis(400))
          .withConnect(Duration.ofSeconds(2))
          .withHolderSilence(Duration.ofMillis(600));

  final Path folder;
  final SerialMux mux;
  private int made;

  MuxFixture() throws IOException {
    this(QUICK);
  }

  MuxFixture(Timings timings) throws IOException {
    folder = Files.createTempDirectory("mux-test");
    mux = ConsoleMultiplexer.start(folder, timings);
  }

  /** Returns a fixture with the time limits of a real gateway. */
  static MuxFixture usual() {
    try {
      return new MuxFixture(Timings.usual(Clock.systemUTC()));
    } catch (IOException fault) {
      throw new java.io.UncheckedIOException(fault);
    }
  }

  Path socket(String name) {
    return folder.resolve(name);
  }

  Console open(LineAddress address, Recorder recorder) {
    return open(address, recorder, 0);
  }

  Console open(LineAddress address, Recorder recorder, long firstOffset) {
    ConsoleId id = new ConsoleId("red", "web" + ++made, 1);
    return mux.open(new ConsoleSettings(id, address, firstOffset, 24, 80), recorder);
  }

  static Console up(Console console) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> console.status().line() instanceof LineState.Up);
    // The state changes a moment before the notice: wait for the notice.
    var told = new java.util.concurrent.CompletableFuture<Void>();
    ((LiveConsole) console).onLoop(() -> told.complete(null));
    told.orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
    return console;
  }

  static LineState.Down down(Console console, String why) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() ->
            console.status().line() instanceof LineState.Down(_, var said, _)
                && said.contains(why));
    return (LineState.Down) console.status().line();
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    mux.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

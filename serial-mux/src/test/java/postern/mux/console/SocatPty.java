package postern.mux.console;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real pseudo-terminal, by socat: its slave is the device, its other side a unix socket. */
final class SocatPty implements AutoCloseable {
  private final Process socat;
  final Path device;
  final Path otherSide;

  SocatPty(Path device, Path otherSide) throws IOException {
    this.device = device;
    this.otherSide = otherSide;
    socat =
        new ProcessBuilder(
                "socat",
                "PTY,link=" + device + ",raw,echo=0,b9600",
                "UNIX-LISTEN:" + otherSide + ",unlink-early")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> Files.exists(device) && Files.exists(otherSide));
  }

  /** Returns the output of stty for the device. */
  String settings() throws IOException {
    Process stty =
        new ProcessBuilder("stty", "-a", "-F", device.toString()).redirectErrorStream(true).start();
    return new String(
        stty.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    socat.destroy();
    socat.onExit().orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
  }
}

package postern.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Postern as it is started by ./postern, strict recording and all. */
final class PosternGateway implements Gateway {
  private static final Pattern READY = Pattern.compile("ready ssh=\\S*:(\\d+)\\b.*");

  private final Bench bench;
  private final Path folder;
  private final String prefix;
  private final int port;
  private @Nullable Process running;
  private long readyMillis;

  PosternGateway(Bench bench, Path folder, String prefix, int machines) throws IOException {
    this.bench = bench;
    this.folder = folder;
    this.prefix = prefix;
    this.port = Sshd.freePort();
    Files.createDirectories(folder.resolve("fleet.d"));
    Files.writeString(
        folder.resolve("postern.toml"),
        """
        [ssh]
        listen = ["127.0.0.1:%d"]
        host-keys = "host-keys"
        [data]
        dir = "data"
        [fleet]
        dir = "fleet.d"
        [limits]
        exempt = ["127.0.0.0/8"]
        """
            .formatted(port));
    StringBuilder fleet =
        new StringBuilder(
            """
            [tenant.bench.person.me]
            keys = ["%s"]
            """
                .formatted(bench.ssh().publicKey()));
    for (int i = 0; i < machines; i++) {
      String name = FakeMachines.name(prefix, i);
      fleet.append(
          """
          [machine.%s]
          tenant = "bench"
          console = "unix:%s/%s"
          """
              .formatted(name, bench.sockets(), name));
    }
    Files.writeString(folder.resolve("fleet.d/bench.toml"), fleet);
  }

  @Override
  public String name() {
    return "postern";
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public void start() throws IOException, InterruptedException {
    Process started =
        bench
            .processes()
            .start(
                folder.resolve("postern.log"),
                List.of(bench.program(), "serve", "--config", folder + "/postern.toml"));
    running = started;
    BufferedReader said = started.inputReader();
    String line;
    do {
      line = said.readLine();
      if (line == null) {
        throw new IOException("postern did not get ready, see " + folder + "/postern.log");
      }
    } while (!READY.matcher(line).matches());
    readyMillis = System.currentTimeMillis();
  }

  /** When it said so, milliseconds since 1970. */
  long readyMillis() {
    return readyMillis;
  }

  Path data() {
    return folder.resolve("data");
  }

  @Override
  public List<String> attach(String machine) {
    return bench.ssh().command(port, machine, List.of());
  }

  private Process running() {
    return Objects.requireNonNull(running, "not started");
  }

  @Override
  public Usage usage() {
    return Usage.of(running().toHandle());
  }

  @Override
  public double cpuSeconds() {
    return Usage.cpu(running().toHandle());
  }

  /** Asks it to end and waits until it has. */
  void stop() throws IOException, InterruptedException {
    running().destroy();
    if (!running().waitFor(30, TimeUnit.SECONDS)) {
      throw new IOException("postern did not end within 30 s of SIGTERM");
    }
  }

  @Override
  public void close() {
    bench.processes().end(running);
  }
}

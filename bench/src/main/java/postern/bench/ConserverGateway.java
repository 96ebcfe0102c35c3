package postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** OpenSSH and conserver's console: many viewers, one of them types, with a log. */
final class ConserverGateway implements Gateway {
  private static final long MOST_START_MILLIS = 90_000;

  private final Bench bench;
  private final Path folder;
  private final String prefix;
  private final int port;
  private final Sshd sshd;
  private @Nullable Process door;
  private @Nullable Process server;

  ConserverGateway(Bench bench, Path folder, String prefix, int machines)
      throws IOException, InterruptedException {
    this.bench = bench;
    this.folder = folder;
    this.prefix = prefix;
    this.port = Sshd.freePort();
    Files.createDirectories(folder.resolve("log"));
    Path client = folder.resolve("console.cf");
    Files.writeString(
        client, "config * { sslenabled no; port %d; master 127.0.0.1; }\n".formatted(port));
    this.sshd =
        new Sshd(
            bench,
            folder,
            """
            case $SSH_ORIGINAL_COMMAND in *[!a-z0-9]*) exit 1 ;; esac
            exec console -C %s $SSH_ORIGINAL_COMMAND
            """
                .formatted(client));
    StringBuilder config =
        new StringBuilder(
            """
            config * { sslrequired no; primaryport %d; secondaryport 0; }
            default full { rw *; }
            default line { master 127.0.0.1; type uds; include full; logfile %s/log/&; }
            access * { trusted 127.0.0.1; }
            """
                .formatted(port, folder));
    for (int i = 0; i < machines; i++) {
      String name = FakeMachines.name(prefix, i);
      config.append(
          "console %s { include line; uds %s/%s; }\n".formatted(name, bench.sockets(), name));
    }
    Files.writeString(folder.resolve("conserver.cf"), config);
  }

  @Override
  public String name() {
    return "conserver";
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public void start() throws IOException, InterruptedException {
    server =
        bench
            .processes()
            .startQuiet(
                folder.resolve("conserver.log"),
                List.of("conserver", "-C", folder + "/conserver.cf", "-M", "127.0.0.1"));
    door = sshd.start();
    Sshd.awaitPort(port, MOST_START_MILLIS);
  }

  @Override
  public List<String> attach(String machine) {
    return bench.ssh().command(sshd.port(), System.getProperty("user.name"), List.of(machine));
  }

  private static ProcessHandle handle(@Nullable Process process) {
    return Objects.requireNonNull(process, "not started").toHandle();
  }

  @Override
  public Usage usage() {
    Usage a = Usage.of(handle(door));
    Usage b = Usage.of(handle(server));
    return new Usage(
        a.pssKb() + b.pssKb(),
        a.rssKb() + b.rssKb(),
        a.cpuSeconds() + b.cpuSeconds(),
        a.processes() + b.processes());
  }

  @Override
  public double cpuSeconds() {
    return Usage.cpu(handle(door)) + Usage.cpu(handle(server));
  }

  @Override
  public void close() {
    bench.processes().end(door);
    bench.processes().end(server);
  }
}

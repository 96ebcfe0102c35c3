package postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** OpenSSH and socat: one viewer a console, no record. */
final class SocatGateway implements Gateway {
  private final Bench bench;
  private final String prefix;
  private final Sshd sshd;
  private @Nullable Process running;

  SocatGateway(Bench bench, Path folder, String prefix) throws IOException, InterruptedException {
    this.bench = bench;
    this.prefix = prefix;
    Files.createDirectories(folder);
    this.sshd =
        new Sshd(
            bench,
            folder,
            """
            case $SSH_ORIGINAL_COMMAND in *[!a-z0-9]*) exit 1 ;; esac
            exec socat -,rawer UNIX-CONNECT:%s/$SSH_ORIGINAL_COMMAND
            """
                .formatted(bench.sockets()));
  }

  @Override
  public String name() {
    return "socat";
  }

  @Override
  public String prefix() {
    return prefix;
  }

  @Override
  public void start() throws IOException, InterruptedException {
    running = sshd.start();
  }

  @Override
  public List<String> attach(String machine) {
    return bench.ssh().command(sshd.port(), System.getProperty("user.name"), List.of(machine));
  }

  private ProcessHandle running() {
    return Objects.requireNonNull(running, "not started").toHandle();
  }

  @Override
  public Usage usage() {
    return Usage.of(running());
  }

  @Override
  public double cpuSeconds() {
    return Usage.cpu(running());
  }

  @Override
  public void close() {
    bench.processes().end(running);
  }
}

package postern.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An sshd of its own that runs one script for everyone, as a peer's front door. To bash it looks
 * nested (SHLVL): else this machine's start-up files would count as the peer's time.
 */
final class Sshd {
  private final Bench bench;
  private final Path folder;
  private final int port;

  Sshd(Bench bench, Path folder, String script) throws IOException, InterruptedException {
    this.bench = bench;
    this.folder = folder;
    this.port = freePort();
    Path host = folder.resolve("host_ed25519");
    bench.ssh().generate(bench.processes(), host);
    Path forced = folder.resolve("console.sh");
    Files.writeString(forced, "#!/bin/sh\n" + script);
    if (!forced.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + forced);
    }
    Files.writeString(
        folder.resolve("sshd_config"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        StrictModes no
        UsePAM no
        UseDNS no
        PermitRootLogin yes
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        MaxStartups 1000
        LogLevel ERROR
        PrintMotd no
        PrintLastLog no
        SetEnv SHLVL=2
        ForceCommand %s
        """
            .formatted(port, host, bench.ssh().publicKeyFile(), forced));
  }

  int port() {
    return port;
  }

  Process start() throws IOException, InterruptedException {
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Process sshd =
        bench
            .processes()
            .startQuiet(
                folder.resolve("sshd.log"),
                java.util.List.of(
                    program(), "-D", "-e", "-f", folder.resolve("sshd_config").toString()));
    awaitPort(port, 10_000);
    return sshd;
  }

  private static String program() {
    return Files.isExecutable(Path.of("/usr/sbin/sshd")) ? "/usr/sbin/sshd" : "/usr/bin/sshd";
  }

  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  static void awaitPort(int port, long millis) throws IOException, InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > until) {
          throw new IOException("nothing listens on port " + port, e);
        }
        Thread.sleep(5);
      }
    }
  }
}

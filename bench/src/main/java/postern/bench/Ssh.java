package postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The stock client, with its own defaults: ciphers, packet sizes and all else that counts. Every
 * gateway is new and so is its host key, which is therefore not checked.
 */
final class Ssh {
  private final Path folder;
  private final Path key;

  Ssh(Path folder, Processes processes) throws IOException, InterruptedException {
    this.folder = folder;
    this.key = folder.resolve("id_ed25519");
    generate(processes, key);
  }

  /** Makes an ed25519 key in a file. */
  void generate(Processes processes, Path file) throws IOException, InterruptedException {
    processes.run(
        folder.resolve("ssh-keygen.log"),
        List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f", file + ""));
  }

  String publicKey() throws IOException {
    return Files.readString(Path.of(key + ".pub")).strip();
  }

  Path publicKeyFile() {
    return Path.of(key + ".pub");
  }

  List<String> command(int port, String login, List<String> words) {
    List<String> command = new ArrayList<>(List.of("ssh", "-F", "none", "-tt", "-p", port + ""));
    command.addAll(List.of("-i", key + "", "-l", login));
    for (String option :
        List.of(
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "BatchMode=yes",
            "ControlMaster=no",
            "EscapeChar=none",
            "StrictHostKeyChecking=no",
            "UpdateHostKeys=no",
            "LogLevel=ERROR",
            "UserKnownHostsFile=/dev/null")) {
      command.add("-o");
      command.add(option);
    }
    command.add("127.0.0.1");
    command.addAll(words);
    return command;
  }
}

package postern.gateway.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The stock OpenSSH client with one person's key. */
public final class Ssh {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Gateway gateway;
  private final Path key;

  Ssh(Gateway gateway, Path key) {
    this.gateway = gateway;
    this.key = key;
  }

  /** Runs a command to its end, without a terminal and without input. */
  public Program.Outcome run(String login, String... words) {
    return run(LIMIT, login, words);
  }

  public Program.Outcome run(Duration limit, String login, String... words) {
    try (Program program = start(login, words)) {
      program.endInput();
      return program.await(limit);
    }
  }

  /** Runs a command with that input. */
  public Program.Outcome feed(byte[] input, String login, String... words) throws IOException {
    try (Program program = start(login, words)) {
      program.type(input);
      program.endInput();
      return program.await(LIMIT);
    }
  }

  /** Starts it without a terminal and leaves it running; the caller closes it. */
  public Program start(String login, String... words) {
    List<String> command = command(List.of("-T"), login);
    command.addAll(List.of(words));
    return Program.start(command);
  }

  /** Opens it on a terminal of 80 columns and 24 rows. */
  public Terminal open(String login, String... words) {
    return open(80, 24, login, words);
  }

  public Terminal open(int columns, int rows, String login, String... words) {
    List<String> command = command(List.of("-tt"), login);
    command.addAll(List.of(words));
    return Terminal.open(columns, rows, command);
  }

  /** The client's command line; a caller's own options go first, where they win. */
  public List<String> command(List<String> options, String login) {
    List<String> command = new ArrayList<>(List.of("ssh", "-F", "none"));
    command.addAll(options);
    for (String option :
        List.of(
            "BatchMode=yes",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "ConnectTimeout=20",
            "EscapeChar=none",
            "StrictHostKeyChecking=yes",
            "UserKnownHostsFile=" + gateway.knownHosts())) {
      command.add("-o");
      command.add(option);
    }
    command.addAll(List.of("-i", key.toString(), "-p", "" + gateway.port()));
    command.addAll(List.of("-l", login, "127.0.0.1"));
    return command;
  }
}

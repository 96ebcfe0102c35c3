package postern.gateway.cli;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.digest.BuiltinDigests;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import postern.gateway.config.Configuration;
import postern.gateway.config.ConfigurationReader;
import postern.gateway.ssh.GatewaySshServer;

/**
 * {@code postern keys}: prints the host key in the forms that people, clients and name servers
 * need.
 */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "the host key: fingerprint, known_hosts lines, SSHFP record")
final class KeysCommand implements Callable<Integer> {
  private static final int ED25519 = 4; // RFC 7479
  private static final int SHA256 = 2; // RFC 6594

  @CommandLine.Option(
      names = "--config",
      paramLabel = "FILE",
      description = "postern.toml (default: ${DEFAULT-VALUE})",
      defaultValue = "postern.toml")
  private Path config = Path.of("postern.toml");

  @CommandLine.Option(
      names = "--host",
      paramLabel = "NAME",
      description = "the name people use (default: ${DEFAULT-VALUE})",
      defaultValue = "console.host")
  private String host = "console.host";

  @CommandLine.Parameters(
      arity = "0..1",
      paramLabel = "rotate",
      description = "a new host key: not built yet")
  private String act = "";

  @SuppressWarnings("NullAway.Init") // set by picocli
  @CommandLine.Spec
  CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (act.equals("rotate")) {
      throw new CommandFault("keys rotate is not built yet; the host key stays as it is");
    }
    if (!act.isEmpty()) {
      throw new CommandLine.ParameterException(spec.commandLine(), "too many words: " + act);
    }
    ConfigurationReader.Read read = ConfigurationReader.read(config);
    if (read.configuration().isEmpty()) {
      read.faults().forEach(fault -> System.err.println(fault.text()));
      return 1;
    }
    Configuration.Ssh ssh = read.configuration().get().ssh();
    PublicKey key = GatewaySshServer.hostKey(ssh.hostKeys());
    String line = PublicKeyEntry.toString(key);
    System.out.println("fingerprint  " + KeyUtils.getFingerPrint(BuiltinDigests.sha256, key));
    for (String name : names(ssh)) {
      System.out.println("known_hosts  " + name + " " + line);
    }
    byte[] blob = Base64.getDecoder().decode(line.substring(line.indexOf(' ') + 1));
    byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(blob);
    System.out.println(
        "SSHFP        "
            + host
            + ". IN SSHFP "
            + ED25519
            + " "
            + SHA256
            + " "
            + HexFormat.of().formatHex(digest));
    return 0;
  }

  /**
   * Returns the names for known_hosts. A port that is chosen at the start is not known here, so the
   * name is printed without it.
   */
  private List<String> names(Configuration.Ssh ssh) {
    return ssh.listen().stream()
        .map(l -> l.address().getPort())
        .sorted()
        .map(port -> port == 22 || port == 0 ? host : "[" + host + "]:" + port)
        .distinct()
        .toList();
  }
}

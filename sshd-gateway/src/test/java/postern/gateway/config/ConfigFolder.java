package postern.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** A folder with a postern.toml, and keys that are made without ssh-keygen. */
final class ConfigFolder {
  final Path dir;

  ConfigFolder(Path dir) throws IOException {
    this.dir = dir;
    Files.createDirectories(dir.resolve("fleet.d"));
    write("postern.toml", "");
  }

  Path write(String name, String... lines) throws IOException {
    Path file = dir.resolve(name);
    Files.writeString(file, String.join("\n", lines) + "\n");
    return file;
  }

  Configuration configuration() {
    return ConfigurationReader.read(dir.resolve("postern.toml")).configuration().orElseThrow();
  }

  FleetReader.Reading read() {
    FleetFolder.Found found = FleetFolder.read(dir.resolve("fleet.d"));
    return new FleetReader(configuration()).read(found.files());
  }

  /** Returns the faults of one file with these lines, as {@code line: wrong, right}. */
  List<String> faults(String... lines) throws IOException {
    write("fleet.d/a.toml", lines);
    return read().faults().stream()
        .map(fault -> fault.text().replace(dir.resolve("fleet.d/a.toml") + ":", ""))
        .toList();
  }

  /** Returns a different ed25519 public key for each number. */
  static String key(int number) {
    ByteArrayBuffer blob = new ByteArrayBuffer();
    blob.putString("ssh-ed25519");
    byte[] seed = new byte[32];
    seed[1] = (byte) number;
    seed[2] = (byte) (number >> 8);
    blob.putBytes(new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded());
    return "ssh-ed25519 "
        + Base64.getEncoder().encodeToString(blob.getCompactData())
        + " nr"
        + number;
  }

  static String machine(String name, String tenant) {
    return "[machine."
        + name
        + "]\ntenant = \""
        + tenant
        + "\"\nconsole = \"unix:/run/"
        + name
        + "\"\n";
  }
}

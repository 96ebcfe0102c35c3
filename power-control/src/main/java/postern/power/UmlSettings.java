package postern.power;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a User-Mode Linux machine is started.
 *
 * @param umid its name among the UML machines of the host, at most 60 characters
 * @param kernel the {@code linux.uml} program
 * @param memory in the kernel's notation, {@code 96M}
 * @param append added to the kernel command line
 * @param net {@code tap:DEVICE} or {@code tap:DEVICE@/path/to/net/namespace}
 * @param runDir the directory of its control socket (uml_dir)
 * @param console the unix socket on which the keeper serves its console
 */
public record UmlSettings(
    String umid,
    Path kernel,
    Optional<Path> initrd,
    Optional<Path> disk,
    String memory,
    String append,
    Optional<String> net,
    Path runDir,
    Path console) {
  /** Checks the values. The messages say what is wrong and what would be right. */
  public UmlSettings {
    if (!umid.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,59}")) {
      throw new IllegalArgumentException(
          "umid is not a name: letters, digits, dot, dash and underscore, at most 60");
    }
    if (!memory.matches("[0-9]{1,9}[kKmMgG]?")) {
      throw new IllegalArgumentException("memory is not a size: 96M, 1G");
    }
    if (append.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("append has control characters; it is one line of words");
    }
    if (net.isPresent() && !net.get().matches("tap:[A-Za-z0-9_.-]{1,15}(@/[^\\p{Cntrl}]*)?")) {
      throw new IllegalArgumentException(
          "net is not tap:DEVICE or tap:DEVICE@/path/to/net/namespace");
    }
  }

  /**
   * A tap device of the host, which is eth0 in the guest.
   *
   * @param namespace the file of its network namespace, if that is not the gateway's
   */
  public record Tap(String device, Optional<Path> namespace) {}

  public Optional<Tap> tap() {
    return net.map(text -> text.substring("tap:".length()))
        .map(text -> {
          int at = text.indexOf('@');
          return at < 0
              ? new Tap(text, Optional.empty())
              : new Tap(text.substring(0, at), Optional.of(Path.of(text.substring(at + 1))));
        });
  }
}

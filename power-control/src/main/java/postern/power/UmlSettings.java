package postern.power;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a User-Mode Linux machine is started.
 *
 * @param umid its name among the host's UML machines, at most 60 characters
 * @param kernel the {@code linux.uml} program
 * @param memory as the kernel wants it, {@code 96M}
 * @param append further kernel command line
 * @param net {@code tap:DEVICE} or {@code tap:DEVICE@/path/to/net/namespace}
 * @param runDir where its control socket is made (uml_dir)
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
    Path console) {}

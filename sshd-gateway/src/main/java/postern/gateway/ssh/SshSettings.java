package postern.gateway.ssh;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * How the door is set up.
 *
 * @param listen where to listen; port 0 means one free port, the same for all addresses
 * @param hostKeys the folder of the host key, made at first start
 * @param knownSources the file of sources with a good login; made at the first
 * @param requirePostQuantum no key exchange without a post-quantum part
 * @param exempt networks without per-source limits, {@code 10.0.0.0/8}, {@code ::1}
 * @param limits how much is let in at a time
 */
public record SshSettings(
    List<Listen> listen,
    Path hostKeys,
    Path knownSources,
    boolean requirePostQuantum,
    List<String> exempt,
    ConnectionLimits limits) {
  public SshSettings {
    listen = List.copyOf(listen);
    exempt = List.copyOf(exempt);
  }

  /**
   * One address to listen on.
   *
   * @param optional a default that nobody wrote down: where the host lacks it, a warning does
   */
  public record Listen(InetSocketAddress address, boolean optional) {}
}

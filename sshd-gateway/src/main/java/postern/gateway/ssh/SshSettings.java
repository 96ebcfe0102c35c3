package postern.gateway.ssh;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * The settings of the SSH server.
 *
 * @param listen where to listen; port 0 means one free port, the same for all addresses
 * @param hostKeys the folder of the host key, which is made at the first start
 * @param knownSources the file of sources with a successful login
 * @param requirePostQuantum whether key exchanges without a post-quantum part are refused
 * @param exempt networks without limits per source, such as {@code 10.0.0.0/8} or {@code ::1}
 * @param limits the limits on connections
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
   * @param optional whether it is a default; if the host lacks it, that is only a warning
   */
  public record Listen(InetSocketAddress address, boolean optional) {}
}

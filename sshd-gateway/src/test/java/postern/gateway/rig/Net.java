package postern.gateway.rig;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A guest's network: a namespace of its own with one tap device, the guest at its other end. Needs
 * root.
 */
public final class Net implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final String GUEST = "10.99.0.2";

  private final String name;

  private Net(String name) {
    this.name = name;
  }

  public static Net make() {
    Net net = new Net("rig-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
    Program.must("ip", "netns", "add", net.name);
    Program.must("ip", "-n", net.name, "link", "set", "lo", "up");
    Program.must("ip", "-n", net.name, "tuntap", "add", "dev", "tap0", "mode", "tap");
    Program.must("ip", "-n", net.name, "addr", "add", "10.99.0.1/24", "dev", "tap0");
    Program.must("ip", "-n", net.name, "link", "set", "tap0", "up");
    return net;
  }

  public Path path() {
    return Path.of("/run/netns", name);
  }

  /** Words in front of a command that is to run inside. */
  public List<String> enter() {
    return List.of("nsenter", "--net=" + path(), "--");
  }

  /** What the guest's kernel command line says of its network. */
  public String guestAddress() {
    return "guest.ip=" + GUEST + "/24";
  }

  /** A connection and an sshd's banner within 3 s. */
  public boolean doorOpen() {
    String[] words = {
      "nsenter", "--net=" + path(), "--", "timeout", "3", "busybox", "nc", "-w", "3", GUEST, "22"
    };
    return Program.run(Duration.ofSeconds(10), words).text().startsWith("SSH-");
  }

  public void awaitDoor(boolean open) {
    await("network door " + (open ? "open" : "shut"))
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> doorOpen() == open);
  }

  @Override
  public void close() {
    String inside = Program.run(Duration.ofSeconds(10), "ip", "netns", "pids", name).text().strip();
    for (String pid : inside.isEmpty() ? List.<String>of() : List.of(inside.split("\\s+"))) {
      Program.run(Duration.ofSeconds(10), "kill", "-9", pid);
    }
    Program.run(Duration.ofSeconds(10), "ip", "netns", "del", name);
  }
}

package postern.gateway.rig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A QEMU guest (emulated, with nftables) on a network of its own, started by the test. */
public final class QemuGuest implements AutoCloseable {
  private final Net net = Net.make();
  private final Path dir;
  private final String name;
  private final Program qemu;

  /**
   * @param dir a short path, for its sockets
   */
  public QemuGuest(Path dir, String name) {
    this.dir = dir;
    this.name = name;
    GuestImages images = GuestImages.cloud();
    List<String> words = new ArrayList<>(net.enter());
    words.addAll(List.of("qemu-system-x86_64", "-accel", "tcg", "-m", "192", "-nodefaults"));
    words.addAll(List.of("-display", "none", "-no-shutdown"));
    words.addAll(List.of("-qmp", "unix:" + monitor() + ",server=on,wait=off"));
    words.addAll(List.of("-kernel", images.cloudKernel().toString()));
    words.addAll(List.of("-initrd", images.cloudInitrd().toString(), "-append", append()));
    // It boots when somebody listens: QEMU forgets what a console says to nobody.
    words.addAll(List.of("-chardev", "socket,id=con,server=on,wait=on,path=" + console()));
    words.addAll(List.of("-serial", "chardev:con"));
    words.addAll(List.of("-netdev", "tap,id=n,ifname=tap0,script=no,downscript=no"));
    words.addAll(List.of("-device", "virtio-net-pci,netdev=n,romfile="));
    this.qemu = Program.start(words);
  }

  private String append() {
    return "console=ttyS0 panic=1 guest.tty=ttyS0 guest.host=" + name + " " + net.guestAddress();
  }

  public Net net() {
    return net;
  }

  public Path console() {
    return dir.resolve(name + ".con");
  }

  public Path monitor() {
    return dir.resolve(name + ".qmp");
  }

  /** Its entry in the fleet. */
  public String entry(String tenant) {
    return """
    [machine.%s]
    tenant = "%s"
    console = "unix:%s"
    power = "qmp:%s"
    """
        .formatted(name, tenant, console(), monitor());
  }

  /** What QEMU complained about. */
  public String errors() {
    return qemu.errors();
  }

  @Override
  public void close() {
    qemu.close();
    net.close();
  }
}

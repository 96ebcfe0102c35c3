package postern.gateway.rig;

/** A User-Mode Linux guest on a network of its own, for the gateway to start. */
public final class UmlGuest implements AutoCloseable {
  private final GuestImages images = GuestImages.uml();
  private final Net net = Net.make();
  private final String name;

  public UmlGuest(String name) {
    this.name = name;
  }

  public Net net() {
    return net;
  }

  /** Its entry in the fleet. */
  public String entry(String tenant) {
    return """
    [machine.%s]
    tenant = "%s"
    kind = "uml"
    start = "auto"
    kernel = "%s"
    initrd = "%s"
    memory = "160M"
    net = "tap:tap0@%s"
    append = "guest.tty=tty0 guest.host=%s %s"
    """
        .formatted(
            name,
            tenant,
            images.umlKernel(),
            images.umlInitrd(),
            net.path(),
            name,
            net.guestAddress());
  }

  @Override
  public void close() {
    net.close();
  }
}

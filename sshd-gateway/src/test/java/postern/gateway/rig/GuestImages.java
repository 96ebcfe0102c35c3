package postern.gateway.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** The guests' kernels and initramfs, built once and then cached below target/. */
public final class GuestImages {
  private final Path dir;

  private GuestImages(Path dir) {
    this.dir = dir;
  }

  public static GuestImages uml() {
    return build("uml");
  }

  public static GuestImages cloud() {
    return build("cloud");
  }

  private static GuestImages build(String flavour) {
    Path checkout = Program.checkout();
    Path dir = checkout.resolve("target/guest");
    String script = checkout.resolve("guest/build.sh").toString();
    Program.Outcome outcome =
        Program.run(Duration.ofMinutes(5), "sh", script, dir.toString(), flavour);
    if (outcome.exit() != 0) {
      throw new AssertionError("no guest: " + outcome.err());
    }
    return new GuestImages(dir);
  }

  /** As it has to be started on this CPU. */
  public Path umlKernel() {
    try {
      return dir.resolve("linux-uml").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path umlInitrd() {
    return dir.resolve("initrd-uml.img");
  }

  public Path cloudKernel() {
    return dir.resolve("vmlinuz-cloud");
  }

  public Path cloudInitrd() {
    return dir.resolve("initrd-cloud.img");
  }
}

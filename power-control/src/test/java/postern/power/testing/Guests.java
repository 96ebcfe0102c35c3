package postern.power.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The project's small Linux guest, built once for all tests. */
public final class Guests {
  private static final Path OUT = Path.of("../target/guest").toAbsolutePath().normalize();

  private Guests() {}

  /**
   * @param flavour {@code uml} or {@code cloud}
   */
  public static synchronized Path initrd(String flavour) throws Exception {
    File log = new File("target/guest-" + flavour + ".log");
    Process build =
        new ProcessBuilder("../guest/build.sh", OUT.toString(), flavour)
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    if (!build.waitFor(180, TimeUnit.SECONDS) || build.exitValue() != 0) {
      throw new IOException("the guest was not built, see " + log);
    }
    return OUT.resolve("initrd-" + flavour + ".img");
  }

  /** The kernel with what this CPU needs. It exists after {@link #initrd} was called. */
  public static Path kernelForUml() throws IOException {
    return OUT.resolve("linux-uml").toRealPath();
  }

  public static Path kernelForQemu() {
    return OUT.resolve("vmlinuz-cloud");
  }

  /** The command line of a QEMU whose guest's console is QEMU's terminal. */
  public static List<String> qemu(Path initrd, Path monitor) {
    return List.of(
        "qemu-system-x86_64",
        "-accel",
        "tcg",
        "-m",
        "192",
        "-nodefaults",
        "-display",
        "none",
        "-qmp",
        "unix:" + monitor + ",server=on,wait=off",
        "-serial",
        "stdio",
        "-kernel",
        kernelForQemu().toString(),
        "-initrd",
        initrd.toString(),
        "-append",
        "console=ttyS0 panic=1 guest.tty=ttyS0 guest.host=qemu");
  }
}

package postern.gateway.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs the recorded output of real guests, and output that only resembles a boot. */
final class BootFinderTest {
  @Test
  void eachStartOfAUmlGuestIsABoot() throws Exception {
    byte[] log = recorded("uml.log");
    assertThat(boots(log)).hasSize(1);
    assertThat(boots(log, "\r\nroot@web1:~# reboot\r\n", log, log)).hasSize(3);
  }

  @Test
  void firmwareAndKernelOfAQemuGuestAreOneBoot() throws Exception {
    byte[] log = recorded("qemu.log");
    List<HistoryLine> boots = boots(log, log);
    assertThat(boots).hasSize(2);
    assertThat(boots.getFirst().text()).startsWith("SeaBIOS (version ");
    assertThat(boots.get(1).text()).startsWith("SeaBIOS (version ");
  }

  @Test
  void biosLoaderAndKernelInOrderAreOneBoot() throws Exception {
    String menu =
        "\33[2J\33[1;28HGNU GRUB  version 2.06\33[5;3H*Debian GNU/Linux\33[22;1H"
            + "\33[2J\33[HBooting `Debian GNU/Linux'\r\n\r\nLoading Linux 6.1.0 ...\r\n";
    String bios = "\33cSeaBIOS (version 1.16.2)\r\niPXE (http://ipxe.org) 00:03.0 CA00\r\n";
    byte[] kernel = recorded("uml.log");
    assertThat(boots(bios, menu, kernel)).hasSize(1);
    assertThat(boots(bios, menu, kernel, bios, menu, kernel)).hasSize(2);
    assertThat(boots(menu, kernel, menu, kernel, kernel)).hasSize(3);
    String uboot = "U-Boot SPL 2024.01\r\nU-Boot 2024.01 (Jan 1)\r\n\r\nStarting kernel ...\r\n";
    assertThat(boots(uboot, kernel, uboot, kernel)).hasSize(2);
  }

  @Test
  void bannerAfterAPowerActionIsAnotherBoot() {
    BootFinder boots = new BootFinder();
    boots.line(line("GNU GRUB  version 2.06"));
    boots.line(line("GNU GRUB  version 2.06"));
    assertThat(boots.all()).hasSize(1);
    boots.powerAction(700);
    assertThat(boots.lastStart()).isEqualTo(700);
    boots.line(line("GNU GRUB  version 2.06"));
    assertThat(boots.all()).hasSize(2);
  }

  @Test
  void bannersThatPeopleDisplayAreNotBoots() throws Exception {
    byte[] log = recorded("uml.log");
    String version = "root@web1:~# cat /proc/version\r\nLinux version 6.1.0 (x@y) (gcc)\r\n";
    assertThat(boots(log, version, "a\r\n".repeat(300))).hasSize(1);
    assertThat(boots(log, "root@web1:~# dmesg\r\n", log)).hasSize(1);
    assertThat(boots(log, "it said: Linux version 6.1.0 and GNU GRUB  version 2\r\n")).hasSize(1);
  }

  private static List<HistoryLine> boots(Object... parts) {
    BootFinder boots = new BootFinder();
    LineRenderer text = new LineRenderer(boots::line);
    long at = 0;
    for (Object part : parts) {
      byte[] bytes =
          part instanceof byte[] raw ? raw : ((String) part).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < bytes.length; i += 100) {
        int n = Math.min(100, bytes.length - i);
        text.feed(ByteBuffer.wrap(bytes, i, n).slice(), at, Instant.EPOCH);
        at += n;
      }
    }
    text.end();
    boots.end(true);
    return new ArrayList<>(boots.all());
  }

  private static HistoryLine line(String text) {
    return new HistoryLine(text, Instant.EPOCH, 100);
  }

  private static byte[] recorded(String name) throws Exception {
    try (InputStream in = BootFinderTest.class.getResourceAsStream("/boots/" + name)) {
      return in.readAllBytes();
    }
  }
}

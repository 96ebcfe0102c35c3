package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.keys.InputEncoder;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Site;
import postern.gateway.rig.Terminal;

/**
 * Machines with another charset than UTF-8: people read and type UTF-8, the record keeps the bytes.
 */
@Timeout(60)
final class MachineCharsetTest {
  private static final Charset CP437 = Charset.forName("IBM437");

  @TempDir private Path dir;

  @Tag("long")
  @Test
  void peopleReadAndTypeUtf8AndTheRecordKeepsTheBytes() throws IOException {
    Site site = Site.in(dir);
    try (FakeMachine french = FakeMachine.silent(dir.resolve("french.sock"));
        FakeMachine bios = FakeMachine.silent(dir.resolve("bios.sock"))) {
      site.fleet(
          "all.toml",
          site.person("red", "rita")
              + site.auditor("otto")
              + french.entry("french", "red")
              + "encoding = \"latin1\"\n"
              + bios.entry("bios", "red")
              + "encoding = \"cp437\"\n");
      try (Gateway gateway = Gateway.start(site)) {
        french.say("déjà vu\r\n".getBytes(StandardCharsets.ISO_8859_1));
        bios.say("╔══ Setup ══╗\r\n".getBytes(CP437));
        try (Terminal terminal = gateway.as("rita").open("french")) {
          terminal.awaitScreen("^déjà vu$");
          french.say("garçon\u009b31mX".getBytes(StandardCharsets.ISO_8859_1));
          terminal.awaitScreen("garçonX");
          terminal.type("ça va €?");
          french.awaitGot("\u00e7a va \u00e2\u0082\u00ac?");
        }
        assertThat(gateway.as("rita").run("french", "send", "-n", "élan").exit()).isZero();
        french.awaitGot("\u00e9lan");
        assertThat(gateway.as("rita").run("bios", "screen").text()).contains("╔══ Setup ══╗");
        assertThat(gateway.as("rita").run("bios", "log").text()).contains("╔══ Setup ══╗");
        try (Terminal terminal = gateway.as("rita").open("bios+lines=5")) {
          terminal.awaitScreen("^╔══ Setup ══╗$");
        }
        byte[] raw = gateway.as("otto").run("audit", "output", "bios").bytes();
        assertThat(new String(raw, CP437)).contains("╔══ Setup ══╗");
      }
    }
  }

  @Test
  void aCharacterInPiecesIsConvertedAndOtherBytesPass() {
    InputEncoder encoder = new InputEncoder(StandardCharsets.ISO_8859_1);
    byte[] typed = {'a', (byte) 0xc3, (byte) 0xa9, (byte) 0xff, (byte) 0xc3, 'b', (byte) 0x80};
    ByteBuffer whole = ByteBuffer.allocate(16);
    for (byte b : typed) {
      whole.put(encoder.encode(ByteBuffer.wrap(new byte[] {b})));
    }
    byte[] got = new byte[whole.position()];
    whole.flip().get(got);
    assertThat(got)
        .containsExactly(
            (byte) 'a', (byte) 0xe9, (byte) 0xff, (byte) 0xc3, (byte) 'b', (byte) 0x80);
  }
}

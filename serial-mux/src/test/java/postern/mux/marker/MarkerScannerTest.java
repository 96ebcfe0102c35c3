package postern.mux.marker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import postern.mux.OutputMarker;

/** Boots, panics and login prompts are found wherever chunks are split. */
class MarkerScannerTest {
  private static final String[][] TABLE = {
    {"[    0.000000] Linux version 6.12.1 (x)\r\n", "BOOT"},
    {"[    0.000000] Kernel command line: ro\r\n", "BOOT"},
    {
      "SeaBIOS (version 1.16)\r\n\r\nBooting from Hard Disk\r\nGNU GRUB  version 2\r\n", "BOOT BOOT"
    },
    {"\r\nweb1 login: ", "LOGIN"},
    {"\r\nUsername: ", "LOGIN"},
    {"\r\nweb1 login: \r\n", "LOGIN"},
    {"Last login: Sun Nov 22\r\nweb1:~# ", ""},
    {"Last failed login: Sun Nov 22\r\n", ""},
    {"[1.0] Kernel panic - not syncing: VFS\r\n", "PANIC"},
    {"[1.0] Oops: 0002 [#1] SMP\r\nBUG: unable to handle page fault\r\n", "PANIC PANIC"},
    {"LLinux Linux versio Linux version 5\r\n", "BOOT"},
    {"nothing to see, a log in: and Oops and linux version\r\n", ""},
    {"# grep 'Linux version ' x; man grub | grep 'GNU GRUB'\r\n", ""},
  };

  @Test
  void everySplitInTwoFindsTheSameMarkers() {
    for (String[] row : TABLE) {
      for (int cut = 0; cut <= row[0].length(); cut++) {
        List<String> seen = new ArrayList<>();
        MarkerScanner scanner = new MarkerScanner();
        scanner.scan(
            bytes(row[0].substring(0, cut)), (marker, phrase, begin) -> seen.add(marker.name()));
        scanner.scan(
            bytes(row[0].substring(cut)), (marker, phrase, begin) -> seen.add(marker.name()));
        boolean afterPrompt = row[0].startsWith("login: ", Math.max(0, cut - 7));
        if (!afterPrompt) {
          assertThat(String.join(" ", seen)).as(row[0] + " cut at " + cut).isEqualTo(row[1]);
        }
      }
    }
  }

  @Test
  void anyBytesAreAccepted() {
    byte[] noise = new byte[1 << 20];
    new Random(5).nextBytes(noise);
    MarkerScanner scanner = new MarkerScanner();
    scanner.scan(java.nio.ByteBuffer.wrap(noise), (marker, phrase, begin) -> {});
    List<OutputMarker> seen = new ArrayList<>();
    scanner.scan(bytes("\nLinux version 6"), (marker, phrase, begin) -> seen.add(marker));
    assertThat(seen).containsExactly(OutputMarker.BOOT);
  }

  @Test
  void aFloodIsSearchedAsThoroughlyAsALine() {
    String letters = "abcdefginlotux :\r\nLGBUKSO-(.0123";
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      StringBuilder flood = new StringBuilder();
      while (flood.length() < (round % 2 == 0 ? 3_000 : 9_000)) {
        int kind = random.nextInt(60);
        flood.append(
            kind < TABLE.length ? TABLE[kind][0] : "" + letters.charAt(kind % letters.length()));
      }
      List<String> inOne = new ArrayList<>();
      new MarkerScanner()
          .scan(bytes(flood.toString()), (marker, phrase, begin) -> inOne.add(phrase));
      List<String> byByte = new ArrayList<>();
      MarkerScanner slow = new MarkerScanner();
      for (int i = 0; i < flood.length(); i += 7) {
        String piece = flood.substring(i, Math.min(flood.length(), i + 7));
        slow.scan(bytes(piece), (marker, phrase, begin) -> byByte.add(phrase));
      }
      // A prompt at the very end of a piece counts at once, so only the rest must be the same.
      inOne.removeIf(phrase -> phrase.equals("a login prompt"));
      byByte.removeIf(phrase -> phrase.equals("a login prompt"));
      assertThat(inOne).isEqualTo(byByte);
    }
  }

  @Test
  void aLoginPromptInAFloodCountsAndTheMessageAfterALoginDoesNot() {
    String line = "0123456789 nothing of note in here\r\n".repeat(100);
    List<OutputMarker> seen = new ArrayList<>();
    MarkerScanner scanner = new MarkerScanner();
    scanner.scan(
        bytes(line + "Last login: Sun\r\n" + line + "web1 login: \r\n" + line),
        (marker, phrase, begin) -> seen.add(marker));
    assertThat(seen).containsExactly(OutputMarker.LOGIN);
  }

  @Test
  void theStartOfAPhraseIsReportedAcrossChunks() {
    List<Integer> begins = new ArrayList<>();
    MarkerScanner scanner = new MarkerScanner();
    scanner.scan(
        bytes("12345GNU GRUB  version 2\r\nLinux "), (marker, phrase, at) -> begins.add(at));
    scanner.scan(bytes("version 6.1"), (marker, phrase, at) -> begins.add(at));
    assertThat(begins).containsExactly(5, -6);
  }

  @Test
  void aBootIsFoundAnywhereInAFlood() {
    String filler = "0123456789 nothing of note in here ".repeat(200);
    for (int at = 0; at < filler.length(); at += 13) {
      List<OutputMarker> seen = new ArrayList<>();
      new MarkerScanner()
          .scan(
              bytes(filler.substring(0, at) + "Linux version 6" + filler.substring(at)),
              (marker, phrase, begin) -> seen.add(marker));
      assertThat(seen).as("at " + at).containsExactly(OutputMarker.BOOT);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}

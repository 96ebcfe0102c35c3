package postern.power.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Checks which line feeds get a carriage return, for output in pieces of every size. */
final class KernelLineEndingsTest {
  private static void assertEnded(String said, String wanted) {
    for (int size = 1; size <= said.length(); size++) {
      KernelLineEndings lines = new KernelLineEndings();
      StringBuilder ended = new StringBuilder();
      for (int at = 0; at < said.length(); at += size) {
        byte[] piece =
            said.substring(at, Math.min(said.length(), at + size))
                .getBytes(StandardCharsets.ISO_8859_1);
        ended.append(new String(lines.convert(piece, piece.length), StandardCharsets.ISO_8859_1));
      }
      assertThat(ended.toString()).as("in pieces of " + size).isEqualTo(wanted);
    }
  }

  @Test
  void bootOutputIsTheKernelsUntilAProgramEndsALine() {
    assertEnded(
        "Checking\nLinux version 6\n\r\nlogin: \r\na\n",
        "Checking\r\nLinux version 6\r\n\r\nlogin: \r\na\n");
  }

  @Test
  void bareLineFeedsOfProgramsAreNotChanged() {
    assertEnded(
        "\r\33[H[1.5] a\n[  x.123456] b\n[12.1234567] c\n[12.123456]d\n",
        "\r\33[H[1.5] a\n[  x.123456] b\n[12.1234567] c\n[12.123456]d\n");
  }

  @Test
  void outputAfterATimeStampIsTheKernels() {
    assertEnded(
        "\r\n# [   12.345678] sysrq: Crash\n[   12.345679] panic\nRebooting\n\r\nlow\n",
        "\r\n# [   12.345678] sysrq: Crash\r\n[   12.345679] panic\r\nRebooting\r\n\r\nlow\n");
  }

  @Test
  void kernelMessagesThatAProgramPrintsAreNotTheKernels() {
    assertEnded(
        "\r\n[    0.000000] Linux version 6\r\nraw\n",
        "\r\n[    0.000000] Linux version 6\r\nraw\n");
  }
}

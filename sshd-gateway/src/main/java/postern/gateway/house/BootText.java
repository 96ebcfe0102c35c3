package postern.gateway.house;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import postern.mux.Console;
import postern.power.ConsoleEvidence;

/** Sees in a console's output that a machine starts. */
final class BootText implements ConsoleEvidence {
  /** First words of what starts machines here: kernels, boot loaders, firmware. */
  private static final List<byte[]> SIGNS =
      List.of(
              "Linux version ",
              "SeaBIOS (version",
              "iPXE (http",
              "GNU GRUB",
              "U-Boot 2",
              "Booting `")
          .stream()
          .map(s -> s.getBytes(StandardCharsets.US_ASCII))
          .toList();

  /** So much is looked through at a time. */
  static final int AT_ONCE = 64 << 10;

  private final Console console;

  BootText(Console console) {
    this.console = console;
  }

  @Override
  public long here() {
    return console.status().endOffset();
  }

  @Override
  public boolean bootSince(long point) {
    Console.Held held = console.history(point, AT_ONCE);
    return SIGNS.stream().anyMatch(sign -> contains(held.bytes(), sign));
  }

  @Override
  public String lastLines(int lines) {
    List<String> shown = console.screen().lines().stream().filter(line -> !line.isBlank()).toList();
    return String.join("\n", shown.subList(Math.max(0, shown.size() - lines), shown.size()));
  }

  private static boolean contains(ByteBuffer bytes, byte[] sign) {
    for (int at = bytes.position(); at + sign.length <= bytes.limit(); at++) {
      int same = 0;
      while (same < sign.length && bytes.get(at + same) == sign[same]) {
        same++;
      }
      if (same == sign.length) {
        return true;
      }
    }
    return false;
  }
}

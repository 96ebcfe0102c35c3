package postern.gateway.rig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The sequences with which a machine could act on who looks at it, as the filter is tested by. */
public final class Corpus {
  private static final Path FILE = Path.of("serial-mux/src/test/resources/screen/hostile.txt");
  private static final String BACKSLASHED = "e\033a\007b\bn\nr\rt\t\\\\";

  private Corpus() {}

  /** Each as the bytes that the machine would send. */
  public static List<byte[]> hostile() throws IOException {
    return Files.readAllLines(Program.checkout().resolve(FILE)).stream()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(line -> bytes(line.split(" => ", 2)[0]))
        .toList();
  }

  private static byte[] bytes(String written) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    while (at < written.length()) {
      char c = written.charAt(at++);
      if (c != '\\') {
        out.write(c);
        continue;
      }
      char what = written.charAt(at++);
      if (what == 'x') {
        out.write(Integer.parseInt(written, at, at += 2, 16));
      } else if (what == 'u') {
        String character = Character.toString(Integer.parseInt(written, at, at += 4, 16));
        out.writeBytes(character.getBytes(StandardCharsets.UTF_8));
      } else {
        out.write(BACKSLASHED.charAt(BACKSLASHED.indexOf(what) + 1));
      }
    }
    return out.toByteArray();
  }
}

package postern.audit.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real file system of a few MiB that can be filled. */
record SmallDisk(Path root) implements AutoCloseable {
  static SmallDisk mount(Path at, String size) throws Exception {
    Files.createDirectories(at);
    run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", at.toString());
    return new SmallDisk(at);
  }

  /** Fills the disk to the last byte. */
  void fill() throws IOException {
    Path filler = root.resolve("filler");
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (Files.getFileStore(root).getUsableSpace() > 0) {
        out.write(block);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("No space left")) {
        throw e;
      }
    }
  }

  void free() throws IOException {
    Files.delete(root.resolve("filler"));
  }

  @Override
  public void close() throws Exception {
    run("umount", "-l", root.toString());
  }

  private static void run(String... words) throws Exception {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(
          "this test mounts a tmpfs and must be run as root: "
              + String.join(" ", words)
              + ": "
              + said);
    }
  }
}

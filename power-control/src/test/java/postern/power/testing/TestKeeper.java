package postern.power.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import postern.power.keeper.KeeperMain;

/** Starts keepers for tests. */
public final class TestKeeper {
  private TestKeeper() {}

  public static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        "postern.power.keeper.KeeperMain");
  }

  /** Runs a keeper on a thread of this process and returns when it can be connected to. */
  public static void runInThisProcess(Path dir) {
    Thread.ofPlatform()
        .daemon()
        .name("keeper")
        .start(() -> KeeperMain.run(List.of(dir.toString())));
    await().until(() -> Files.exists(dir.resolve("control")));
  }

  public static Process spawn(Path dir) throws IOException {
    List<String> words = new ArrayList<>(command());
    words.add(dir.toString());
    return new ProcessBuilder(words).start();
  }

  /** Whether a process runs. A zombie does not. */
  public static boolean alive(long pid) {
    try {
      return !Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }
}

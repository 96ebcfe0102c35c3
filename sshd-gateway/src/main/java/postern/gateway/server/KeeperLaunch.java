package postern.gateway.server;

import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts this program as the keeper: the same Java and jars, with a small heap.
 */
final class KeeperLaunch {
  private KeeperLaunch() {}

  static List<String> command() {
    String java =
        ProcessHandle.current()
            .info()
            .command()
            .orElse(System.getProperty("java.home") + "/bin/java");
    List<String> command = new ArrayList<>();
    command.add(java);
    command.addAll(
        List.of(
            "-Xms8m",
            "-Xmx48m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Djdk.serialFilter=!*",
            "-cp",
            System.getProperty("java.class.path"),
            "postern.gateway.Main",
            "keeper"));
    return command;
  }
}

package postern.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Tells the process of the fake machines what to do. */
final class Orders {
  private final BufferedWriter to;
  private final BufferedReader from;

  Orders(Processes processes, Path folder, Path sockets) throws IOException {
    Process machines =
        processes.start(
            folder.resolve("machines.log"),
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "postern.bench.FakeMachines",
                sockets.toString()));
    to = machines.outputWriter();
    from = machines.inputReader();
  }

  synchronized String order(String words) throws IOException {
    to.write(words + "\n");
    to.flush();
    String answer = from.readLine();
    if (answer == null || answer.startsWith("unknown")) {
      throw new IOException("the fake machines do not know: " + words);
    }
    return answer;
  }

  /** Waits until all machines of a prefix are connected; when the last was, ms since 1970. */
  long awaitConnected(String prefix, int count, int seconds)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    while (true) {
      String[] answer = order("connected " + prefix).split(" ", -1);
      if (Integer.parseInt(answer[0]) >= count) {
        return Long.parseLong(answer[1]);
      }
      if (System.nanoTime() > until) {
        throw new IOException(answer[0] + " of " + count + " machines are connected");
      }
      Thread.sleep(20);
    }
  }
}

package postern.power.command;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program without a shell, with a limit on its time and on the output that is stored. */
final class Program {
  private static final int STORED = 4096;

  private Program() {}

  sealed interface Result {}

  record NotStarted(String why) implements Result {}

  record TooLong(Duration limit) implements Result {}

  /** The program has exited. */
  record Ended(int code, String out, String errors) implements Result {
    String firstWord() {
      String text = out.strip();
      int end = 0;
      while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      return text.substring(0, end);
    }

    /** The exit code, and the last line of standard error as one clean line. */
    String failure() {
      String text = errors.stripTrailing();
      String last = text.substring(text.lastIndexOf('\n') + 1).replaceAll("[^ -~]", "?").strip();
      String shortened = last.substring(0, Math.min(200, last.length()));
      return shortened.isEmpty() ? "exit code " + code : "exit code " + code + ": " + shortened;
    }
  }

  static Result run(List<String> command, Duration limit) {
    try {
      Process process = new ProcessBuilder(command).redirectInput(new File("/dev/null")).start();
      try {
        return await(process, limit);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return new NotStarted(String.valueOf(e.getMessage()));
    }
  }

  private static Result await(Process process, Duration limit) {
    Tail out = Tail.of(process.getInputStream());
    Tail errors = Tail.of(process.getErrorStream());
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new TooLong(limit);
      }
      return new Ended(process.exitValue(), out.text(), errors.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TooLong(limit);
    }
  }

  /** Reads a stream to its end, so that the program never blocks, and stores the last part. */
  private record Tail(Thread reader, ByteArrayOutputStream last) {
    /** A child of the program may hold the pipe open for longer; that is not waited for. */
    private static final Duration END_LIMIT = Duration.ofMillis(500);

    static Tail of(InputStream in) {
      ByteArrayOutputStream last = new ByteArrayOutputStream();
      Thread reader =
          Thread.ofPlatform().daemon().name("command-output").start(() -> read(in, last));
      return new Tail(reader, last);
    }

    private static void read(InputStream in, ByteArrayOutputStream last) {
      byte[] chunk = new byte[STORED];
      try (in) {
        for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
          synchronized (last) {
            byte[] old = last.toByteArray();
            int keep = Math.min(old.length, STORED - got);
            last.reset();
            last.write(old, old.length - keep, keep);
            last.write(chunk, 0, got);
          }
        }
      } catch (IOException e) {
        // The program was killed and the pipe closed. What was read so far is the output.
        return;
      }
    }

    String text() throws InterruptedException {
      reader.join(END_LIMIT);
      synchronized (last) {
        return last.toString(StandardCharsets.UTF_8);
      }
    }
  }
}

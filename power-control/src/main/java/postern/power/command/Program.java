package postern.power.command;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs one program without a shell: bounded in time and in what is kept of its words. */
final class Program {
  private static final int KEPT = 4096;

  private Program() {}

  /** What came of it. */
  sealed interface Result {}

  record NotStarted(String why) implements Result {}

  record TooLong(Duration limit) implements Result {}

  /** It ended by itself. */
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
    String words() {
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

  /** Reads a stream to its end, so that nobody stalls, and keeps the last part. */
  private record Tail(Thread reader, ByteArrayOutputStream kept) {
    /** A child of the program may hold the pipe open after it: that is not waited for. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    static Tail of(InputStream in) {
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      Thread reader =
          Thread.ofPlatform().daemon().name("command-output").start(() -> read(in, kept));
      return new Tail(reader, kept);
    }

    private static void read(InputStream in, ByteArrayOutputStream kept) {
      byte[] chunk = new byte[KEPT];
      try (in) {
        for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
          synchronized (kept) {
            byte[] old = kept.toByteArray();
            int stay = Math.min(old.length, KEPT - got);
            kept.reset();
            kept.write(old, old.length - stay, stay);
            kept.write(chunk, 0, got);
          }
        }
      } catch (IOException e) {
        // The program was ended and its pipe closed under us: what was read is all there is.
        return;
      }
    }

    String text() throws InterruptedException {
      reader.join(PATIENCE);
      synchronized (kept) {
        return kept.toString(StandardCharsets.UTF_8);
      }
    }
  }
}

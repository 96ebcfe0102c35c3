package postern.gateway.rig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the host, its output collected while it runs. */
public final class Program implements AutoCloseable {
  private final Process process;
  private final Collected out;
  private final Collected err;
  private final String name;

  private Program(Process process, String name) {
    this.process = process;
    this.name = name;
    this.out = new Collected(process.getInputStream(), name + " out");
    this.err = new Collected(process.getErrorStream(), name + " err");
  }

  public static Program start(List<String> words) {
    return start(words, Map.of());
  }

  public static Program start(List<String> words, Map<String, String> environment) {
    try {
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().putAll(environment);
      return new Program(builder.start(), words.getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException("the tests need the program " + words.getFirst(), e);
    }
  }

  /** Runs it to its end, without input. */
  public static Outcome run(Duration limit, String... words) {
    try (Program program = start(List.of(words))) {
      program.endInput();
      return program.await(limit);
    }
  }

  /** As {@link #run}, and it must exit 0; answers what it printed. */
  public static String must(String... words) {
    Outcome outcome = run(Duration.ofSeconds(60), words);
    if (outcome.exit() != 0) {
      throw new AssertionError(String.join(" ", words) + " failed: " + outcome);
    }
    return outcome.text();
  }

  public Process process() {
    return process;
  }

  /** Writes to its standard input, without an end. */
  public void type(byte[] bytes) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write(bytes);
    input.flush();
  }

  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended before it read everything: its exit code tells more.
      err.note(e);
    }
  }

  /** What it has printed so far. */
  public byte[] output() {
    return out.bytes();
  }

  public String outputText() {
    return new String(output(), StandardCharsets.UTF_8);
  }

  public String errors() {
    return new String(err.bytes(), StandardCharsets.UTF_8);
  }

  public Outcome await(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            name + " still runs after " + limit + "\nout: " + outputText() + "\nerr: " + errors());
      }
      out.join();
      err.join();
      return new Outcome(process.exitValue(), out.bytes(), errors());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + name, e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** What a program that has ended left. */
  public static final class Outcome {
    private final int exit;
    private final byte[] out;
    private final String err;

    Outcome(int exit, byte[] out, String err) {
      this.exit = exit;
      this.out = out;
      this.err = err;
    }

    public int exit() {
      return exit;
    }

    /** Standard output, byte for byte. */
    public byte[] bytes() {
      return out.clone();
    }

    public String text() {
      return new String(out, StandardCharsets.UTF_8);
    }

    public String err() {
      return err;
    }

    @Override
    public String toString() {
      return "exit " + exit + "\nout: " + text() + "\nerr: " + err;
    }
  }

  /** Reads a stream to its end on a thread of its own. */
  private static final class Collected {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Thread reader;

    Collected(InputStream stream, String name) {
      reader = Thread.ofPlatform().daemon().name(name).start(() -> read(stream));
    }

    private void read(InputStream stream) {
      byte[] chunk = new byte[8192];
      try {
        for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
          synchronized (bytes) {
            bytes.write(chunk, 0, n);
          }
        }
      } catch (IOException e) {
        note(e);
      }
    }

    void note(IOException e) {
      synchronized (bytes) {
        bytes.writeBytes(("[" + e.getMessage() + "]").getBytes(StandardCharsets.UTF_8));
      }
    }

    byte[] bytes() {
      synchronized (bytes) {
        return bytes.toByteArray();
      }
    }

    /** A grandchild may hold the stream open for ever; what is there after 5 s is all. */
    void join() throws InterruptedException {
      reader.join(Duration.ofSeconds(5));
    }
  }

  /** The root of the source tree. */
  public static Path checkout() {
    Path here = Path.of("").toAbsolutePath();
    return here.endsWith("sshd-gateway") ? here.resolveSibling(".").normalize() : here;
  }
}

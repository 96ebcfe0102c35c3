package postern.bench;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Every process of a run: started here and ended here, also when the run is broken off. */
final class Processes implements AutoCloseable {
  private final Set<Process> live = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Starts a process whose input and output are pipes and whose errors go to a file. */
  Process start(Path errors, List<String> command) throws IOException {
    return keep(builder(errors, command).start());
  }

  /** Starts a process that says nothing but into a file. */
  Process startQuiet(Path log, List<String> command) throws IOException {
    ProcessBuilder builder = builder(log, command);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(new File("/dev/null"));
    return keep(builder.start());
  }

  private static ProcessBuilder builder(Path errors, List<String> command) {
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
  }

  private Process keep(Process process) {
    live.add(process);
    if (closed) {
      end(process);
    }
    return process;
  }

  /** Runs a command to its end and gives its standard output. */
  String run(Path errors, List<String> command) throws IOException, InterruptedException {
    Process process = start(errors, command);
    try {
      process.getOutputStream().close();
      String said = process.inputReader(StandardCharsets.UTF_8).readAllAsString();
      if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("failed, see " + errors + ": " + String.join(" ", command));
      }
      return said;
    } finally {
      end(process);
    }
  }

  /** Ends a process and what it started: asks, waits two seconds, then kills. */
  void end(@Nullable Process process) {
    if (process == null) {
      return; // it could not be started
    }
    List<ProcessHandle> below = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    below.forEach(ProcessHandle::destroyForcibly);
    close(process);
    live.remove(process);
  }

  /** Ends a process at once, a stopped one too. */
  void kill(Process process) {
    process.destroyForcibly();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(process);
    live.remove(process);
  }

  private static void close(Process process) {
    for (Closeable pipe :
        List.of(process.getOutputStream(), process.getInputStream(), process.getErrorStream())) {
      try {
        pipe.close();
      } catch (IOException e) {
        // A pipe whose other end is gone: that was the purpose.
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    live.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
    live.forEach(Process::destroyForcibly);
  }
}

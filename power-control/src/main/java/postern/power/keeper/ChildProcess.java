package postern.power.keeper;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import postern.power.json.Json;
import postern.power.posix.ChildPipe;
import postern.power.posix.Posix;
import postern.power.posix.PtyMaster;

/**
 * A child process of the keeper, running or ended, and its console. Confined to the keeper's
 * thread.
 */
final class ChildProcess {
  /**
   * Opens the pty's slave as standard input and output. The shell leads a new session, so the slave
   * becomes its controlling terminal.
   */
  private static final String ON_TERMINAL = "p=$1; shift; umask 022; exec \"$@\" <>\"$p\" >&0 2>&1";

  /** Opens the slave as descriptor 3, so that a process on pipes gets SIGHUP from it. */
  private static final String ON_PIPES = "p=$1; shift; umask 022; exec \"$@\" 3<>\"$p\"";

  record Launch(List<String> command, @Nullable String directory, Stdio stdio) {}

  private final Path path;
  private final Poller poller;
  private final ConsoleRelay relay;
  private @Nullable Process process;
  private Instant since = Instant.EPOCH;
  private @Nullable Integer exit;
  private Runnable onEnd = () -> {};

  ChildProcess(Path path, Poller poller, AtomicLong backlogBudget) {
    this.path = path;
    this.poller = poller;
    this.relay = new ConsoleRelay(path, poller, backlogBudget);
  }

  boolean running() {
    return process != null;
  }

  /** Whether it has ended and all of its output was read. */
  boolean idle() {
    return process == null && !relay.isOpen();
  }

  /** Removes the console's socket and discards the output that nobody has read. */
  void closeConsole() {
    relay.close();
  }

  Path path() {
    return path;
  }

  /**
   * @param ended called on the keeper's thread when the process has ended and its output was read
   */
  void start(Launch launch, Runnable ended) throws IOException {
    relay.listen();
    PtyMaster pty = PtyMaster.open();
    try {
      Process started =
          launch.stdio() == Stdio.PIPES ? startOnPipes(pty, launch) : startOnTerminal(pty, launch);
      process = started;
      since = Instant.now();
      exit = null;
      onEnd = ended;
      var _ = started.onExit().thenRun(() -> poller.submit(() -> ended(started)));
    } catch (IOException e) {
      Posix.close(pty.fd());
      relay.ended();
      throw e;
    }
  }

  private Process startOnTerminal(PtyMaster pty, Launch launch) throws IOException {
    int input = Posix.duplicate(pty.fd());
    if (input < 0) {
      throw new IOException("cannot duplicate a descriptor: " + Posix.message(input));
    }
    try {
      Process started =
          program(ON_TERMINAL, pty, launch)
              .redirectInput(new File("/dev/null"))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      relay.attach(input, pty.fd());
      return started;
    } catch (IOException e) {
      Posix.close(input);
      throw e;
    }
  }

  private Process startOnPipes(PtyMaster pty, Launch launch) throws IOException {
    ChildPipe in = ChildPipe.toChild();
    try {
      return startOnPipes(pty, launch, in);
    } catch (IOException e) {
      in.close();
      throw e;
    } finally {
      in.closeChildEnd();
    }
  }

  private Process startOnPipes(PtyMaster pty, Launch launch, ChildPipe in) throws IOException {
    ChildPipe out = ChildPipe.fromChild();
    try {
      Process started =
          program(ON_PIPES, pty, launch)
              .redirectInput(in.childPath())
              .redirectOutput(out.childPath())
              .redirectError(out.childPath())
              .start();
      relay.attach(in.fd(), pty.fd());
      relay.attachPipe(out.fd());
      return started;
    } catch (IOException e) {
      out.close();
      throw e;
    } finally {
      out.closeChildEnd();
    }
  }

  private static ProcessBuilder program(String script, PtyMaster pty, Launch launch) {
    List<String> words = new ArrayList<>(List.of("setsid"));
    // A child inherits ignored signals. Under nohup, SIGHUP would not end it.
    words.addAll(List.of("env", "--default-signal=HUP,INT,QUIT,PIPE,TERM"));
    words.addAll(List.of("sh", "-c", script, "postern", pty.slave()));
    words.addAll(launch.command());
    String directory = launch.directory();
    return new ProcessBuilder(words).directory(directory == null ? null : new File(directory));
  }

  private void ended(Process which) {
    process = null;
    exit = which.exitValue();
    since = Instant.now();
    relay.ended();
    onEnd.run();
  }

  /** Signals the process group that the child leads. */
  int signal(int number) {
    Process running = process;
    return running == null ? 0 : Posix.kill(-running.pid(), number);
  }

  Json describe(String name) {
    Json about =
        Json.object()
            .with("name", name)
            .with("running", running())
            .with("since", since.toEpochMilli())
            .with("console", path.toString())
            .with("dropped", relay.dropped())
            .with("tail", relay.lastLine());
    if (process != null) {
      about.with("pid", process.pid());
    }
    return exit == null ? about : about.with("exit", exit);
  }
}

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
 * One process under the keeper, now or before, and its console. Confined to the keeper's thread.
 */
final class ChildProcess {
  /** The child opens the slave itself, as leader of a new session: so it gets its terminal. */
  private static final String OPEN_AND_RUN =
      "p=$1; shift; umask 022; exec \"$@\" <>\"$p\" >&0 2>&1";

  /** The same for one that is wired by pipes; it has the terminal open for its hang-up alone. */
  private static final String OPEN_AS_THIRD_AND_RUN =
      "p=$1; shift; umask 022; exec \"$@\" 3<>\"$p\"";

  /** What is to be run, and how. */
  record Order(List<String> command, @Nullable String directory, Stdio wiring) {}

  private final Path path;
  private final Poller poller;
  private final ConsoleRelay relay;
  private @Nullable Process process;
  private Instant since = Instant.EPOCH;
  private @Nullable Integer exit;
  private Runnable whenEnded = () -> {};

  ChildProcess(Path path, Poller poller, AtomicLong share) {
    this.path = path;
    this.poller = poller;
    this.relay = new ConsoleRelay(path, poller, share);
  }

  boolean running() {
    return process != null;
  }

  boolean idle() {
    return process == null && !relay.open();
  }

  /** Its console's socket goes, and what nobody has taken of its output. */
  void forsake() {
    relay.close();
  }

  Path path() {
    return path;
  }

  /**
   * @param ended called on the keeper's thread once its process is gone and its output is read
   */
  void start(Order order, Runnable ended) throws IOException {
    relay.listen();
    PtyMaster pty = PtyMaster.open();
    try {
      Process started = order.wiring() == Stdio.PIPES ? piped(pty, order) : typedAt(pty, order);
      process = started;
      since = Instant.now();
      exit = null;
      whenEnded = ended;
      var _ = started.onExit().thenRun(() -> poller.submit(() -> ended(started)));
    } catch (IOException e) {
      Posix.close(pty.fd());
      relay.ended();
      throw e;
    }
  }

  private Process typedAt(PtyMaster pty, Order order) throws IOException {
    int input = Posix.duplicate(pty.fd());
    if (input < 0) {
      throw new IOException("no descriptor: " + Posix.words(input));
    }
    try {
      Process started =
          program(OPEN_AND_RUN, pty, order)
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

  private Process piped(PtyMaster pty, Order order) throws IOException {
    ChildPipe in = ChildPipe.into();
    try {
      return piped(pty, order, in);
    } catch (IOException e) {
      in.close();
      throw e;
    } finally {
      in.closeChilds();
    }
  }

  private Process piped(PtyMaster pty, Order order, ChildPipe in) throws IOException {
    ChildPipe out = ChildPipe.outOf();
    try {
      Process started =
          program(OPEN_AS_THIRD_AND_RUN, pty, order)
              .redirectInput(in.childsPath())
              .redirectOutput(out.childsPath())
              .redirectError(out.childsPath())
              .start();
      relay.attach(in.fd(), pty.fd());
      relay.attachPipe(out.fd());
      return started;
    } catch (IOException e) {
      out.close();
      throw e;
    } finally {
      out.closeChilds();
    }
  }

  private static ProcessBuilder program(String script, PtyMaster pty, Order order) {
    List<String> words = new ArrayList<>(List.of("setsid"));
    // under nohup SIGHUP is ignored by all that follow, and a hang-up would end nothing
    words.addAll(List.of("env", "--default-signal=HUP,INT,QUIT,PIPE,TERM"));
    words.addAll(List.of("sh", "-c", script, "postern", pty.slave()));
    words.addAll(order.command());
    String directory = order.directory();
    return new ProcessBuilder(words).directory(directory == null ? null : new File(directory));
  }

  private void ended(Process which) {
    process = null;
    exit = which.exitValue();
    since = Instant.now();
    relay.ended();
    whenEnded.run();
  }

  /** The signal goes to the whole process group that the child leads. */
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
            .with("tail", relay.lastWords());
    if (process != null) {
      about.with("pid", process.pid());
    }
    return exit == null ? about : about.with("exit", exit);
  }
}

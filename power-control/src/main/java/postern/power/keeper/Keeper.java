package postern.power.keeper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.power.json.Json;
import postern.power.posix.Posix;

/**
 * The keeper process. It runs machines as its children, relays their consoles, and serves its
 * control socket. Everything happens on the one thread in {@link #run}.
 *
 * <p>The control protocol has one JSON object on each line. A request has {@code do} and {@code
 * id}. Its answer has the same {@code id} and either {@code error} or the result:
 *
 * <ul>
 *   <li>{@code start} takes {@code name}, {@code command}, {@code console}, {@code directory} and
 *       {@code wiring} ({@code pipes}; a terminal if absent) and returns {@code kept}, the process
 *   <li>{@code show} takes {@code name} and returns {@code kept}, which is absent if it never ran
 *   <li>{@code list} returns {@code kept}, a list of all processes
 *   <li>{@code names} returns {@code running}, the names of all running processes
 *   <li>{@code kill} takes {@code name} and {@code signal}
 *   <li>{@code end} ends all processes and the keeper
 * </ul>
 *
 * A line with {@code ended} instead of {@code id} tells every connection that a process has ended.
 */
final class Keeper {
  static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final int POLL_MILLIS = 1000;
  private static final int MOST_PROCESSES = 2048;

  /** A value of {@code wiring} in the control protocol. */
  static final String PIPES = "pipes";

  private final Poller poller = new Poller();
  private final Map<String, ChildProcess> children = new LinkedHashMap<>();
  private final List<ControlConnection> connections = new ArrayList<>();

  /** The bytes by which all backlogs together may still grow. */
  private final AtomicLong backlogBudget = new AtomicLong(Runtime.getRuntime().maxMemory() / 2);

  private final Path control;
  private final long idleLimitNanos;
  private boolean ending;

  /**
   * @param idleLimitNanos how long it runs without processes and connections before it ends
   */
  Keeper(Path control, long idleLimitNanos) {
    this.control = control;
    this.idleLimitNanos = idleLimitNanos;
  }

  /** Returns when a client has ended it, or when it was idle for too long. */
  void run() throws IOException {
    ListeningSocket listener = ListeningSocket.open(control, this::connected);
    poller.add(listener);
    LOG.info("keeper started control={}", control);
    long busyAt = System.nanoTime();
    while (!ending) {
      poller.poll(POLL_MILLIS);
      connections.removeIf(connection -> !poller.has(connection));
      if (!connections.isEmpty() || children.values().stream().anyMatch(ChildProcess::running)) {
        busyAt = System.nanoTime();
      }
      ending |= System.nanoTime() - busyAt > idleLimitNanos;
    }
    children.values().forEach(child -> child.signal(Posix.SIGKILL));
    listener.unlink();
    LOG.info("keeper ended control={}", control);
  }

  private void connected(int fd) {
    ControlConnection connection = new ControlConnection(fd, poller, this::handle);
    connections.add(connection);
    poller.add(connection);
  }

  private void handle(ControlConnection connection, Json request) {
    Json answer = Json.object().with("id", request.number("id").orElse(-1L));
    try {
      execute(request, answer);
    } catch (IOException | IllegalArgumentException e) {
      answer.with("error", String.valueOf(e.getMessage()));
    }
    connection.send(answer);
  }

  private void execute(Json request, Json answer) throws IOException {
    String name = request.text("name").orElse("");
    switch (request.text("do").orElse("")) {
      case "start" -> answer.with("kept", start(name, request).describe(name));
      case "show" -> find(name).ifPresent(child -> answer.with("kept", child.describe(name)));
      case "list" ->
          answer.with(
              "kept",
              children.entrySet().stream().map(e -> e.getValue().describe(e.getKey())).toList());
      case "names" ->
          answer.with(
              "running",
              children.entrySet().stream()
                  .filter(e -> e.getValue().running())
                  .map(Map.Entry::getKey)
                  .toList());
      case "kill" -> kill(name, request.number("signal").orElse((long) Posix.SIGKILL));
      case "end" -> ending = true;
      default -> throw new IOException("the keeper knows start, show, list, names, kill and end");
    }
  }

  private Optional<ChildProcess> find(String name) {
    return Optional.ofNullable(children.get(name));
  }

  private ChildProcess start(String name, Json request) throws IOException {
    List<String> command = request.texts("command").orElse(List.of());
    Path console = Path.of(request.text("console").orElse(""));
    if (name.isEmpty() || command.isEmpty() || !console.isAbsolute()) {
      throw new IOException("start needs a name, a command and the console's absolute path");
    }
    ChildProcess child = childFor(name, console);
    Stdio stdio = request.text("wiring").orElse("").equals(PIPES) ? Stdio.PIPES : Stdio.TERMINAL;
    String directory = request.text("directory").orElse(null);
    child.start(new ChildProcess.Launch(command, directory, stdio), () -> ended(name, child));
    LOG.info("machine started name={}", name);
    return child;
  }

  /** Finds or creates the child of that name; creates a new one if the console has moved. */
  private ChildProcess childFor(String name, Path console) throws IOException {
    ChildProcess known = children.get(name);
    if (known != null && known.running()) {
      throw new IOException(name + " is running already");
    }
    if (known != null && known.path().equals(console)) {
      return known;
    }
    if (children.size() >= MOST_PROCESSES) {
      children.values().removeIf(ChildProcess::idle);
    }
    if (children.size() >= MOST_PROCESSES) {
      throw new IOException("the keeper has " + MOST_PROCESSES + " machines already");
    }
    if (known != null) {
      known.closeConsole();
    }
    ChildProcess created = new ChildProcess(console, poller, backlogBudget);
    children.put(name, created);
    return created;
  }

  private void kill(String name, long signal) throws IOException {
    ChildProcess child = find(name).orElseThrow(() -> new IOException("the keeper has no " + name));
    if (signal != Posix.SIGKILL && signal != Posix.SIGTERM) {
      throw new IOException("the signal must be 15 or 9");
    }
    LOG.info("machine signalled name={} signal={}", name, signal);
    int answer = child.signal((int) signal);
    if (answer < 0) {
      throw new IOException(name + ": " + Posix.message(answer));
    }
  }

  private void ended(String name, ChildProcess child) {
    LOG.info("machine ended name={}", name);
    Json notice = Json.object().with("ended", child.describe(name));
    for (ControlConnection connection : List.copyOf(connections)) {
      if (poller.has(connection)) {
        connection.send(notice);
      }
    }
  }
}

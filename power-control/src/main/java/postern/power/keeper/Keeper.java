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
 * What the keeper process does: it keeps machines, relays their consoles, and obeys its control
 * socket. Everything happens on the one thread in {@link #run}.
 *
 * <p>Control protocol: one JSON object a line. Each request has {@code do} and {@code id}, each
 * answer the same {@code id} and either {@code error} or what was asked for:
 *
 * <ul>
 *   <li>{@code start}: {@code name}, {@code command}, {@code console}, {@code directory}, {@code
 *       wiring} ({@code pipes}; by its terminal if absent)
 *   <li>{@code show}: {@code name}; the answer's {@code kept} is absent if it never ran
 *   <li>{@code list}: {@code kept} is then a list
 *   <li>{@code names}: {@code running} is then the list of the names of all that runs
 *   <li>{@code kill}: {@code name}, {@code signal}
 *   <li>{@code end}: everything is ended, and the keeper with it
 * </ul>
 *
 * Lines with {@code ended} instead of {@code id} tell every connection that a process is gone.
 */
final class Keeper {
  static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final int TURN_MILLIS = 1000;
  private static final int MOST_KEPT = 2048;

  /** Word of the control protocol. */
  static final String PIPES = "pipes";

  private final Poller poller = new Poller();
  private final Map<String, ChildProcess> machines = new LinkedHashMap<>();
  private final List<ControlConnection> peers = new ArrayList<>();
  private final AtomicLong share = new AtomicLong(Runtime.getRuntime().maxMemory() / 2);
  private final Path control;
  private final long lonelyNanos;
  private boolean ending;

  /**
   * @param lonelyNanos how long it stays with nothing kept and nobody connected
   */
  Keeper(Path control, long lonelyNanos) {
    this.control = control;
    this.lonelyNanos = lonelyNanos;
  }

  /** Returns when it is told to end, or is of no more use. */
  void run() throws IOException {
    ListeningSocket listener = ListeningSocket.open(control, this::connected);
    poller.add(listener);
    LOG.info("keeper started control={}", control);
    long lonelySince = System.nanoTime();
    while (!ending) {
      poller.turn(TURN_MILLIS);
      peers.removeIf(peer -> !poller.has(peer));
      if (!peers.isEmpty() || machines.values().stream().anyMatch(ChildProcess::running)) {
        lonelySince = System.nanoTime();
      }
      ending |= System.nanoTime() - lonelySince > lonelyNanos;
    }
    machines.values().forEach(kept -> kept.signal(Posix.SIGKILL));
    listener.unlink();
    LOG.info("keeper ended control={}", control);
  }

  private void connected(int fd) {
    ControlConnection peer = new ControlConnection(fd, poller, this::asked);
    peers.add(peer);
    poller.add(peer);
  }

  private void asked(ControlConnection peer, Json request) {
    Json answer = Json.object().with("id", request.number("id").orElse(-1L));
    try {
      obey(request, answer);
    } catch (IOException | IllegalArgumentException e) {
      answer.with("error", String.valueOf(e.getMessage()));
    }
    peer.tell(answer);
  }

  private void obey(Json request, Json answer) throws IOException {
    String name = request.text("name").orElse("");
    switch (request.text("do").orElse("")) {
      case "start" -> answer.with("kept", start(name, request).describe(name));
      case "show" -> find(name).ifPresent(kept -> answer.with("kept", kept.describe(name)));
      case "list" ->
          answer.with(
              "kept",
              machines.entrySet().stream().map(e -> e.getValue().describe(e.getKey())).toList());
      case "names" ->
          answer.with(
              "running",
              machines.entrySet().stream()
                  .filter(e -> e.getValue().running())
                  .map(Map.Entry::getKey)
                  .toList());
      case "kill" -> kill(name, request.number("signal").orElse((long) Posix.SIGKILL));
      case "end" -> ending = true;
      default -> throw new IOException("the keeper knows start, show, list, names, kill and end");
    }
  }

  private Optional<ChildProcess> find(String name) {
    return Optional.ofNullable(machines.get(name));
  }

  private ChildProcess start(String name, Json request) throws IOException {
    List<String> command = request.texts("command").orElse(List.of());
    Path console = Path.of(request.text("console").orElse(""));
    if (name.isEmpty() || command.isEmpty() || !console.isAbsolute()) {
      throw new IOException("start needs a name, a command and the console's absolute path");
    }
    ChildProcess kept = room(name, console);
    Stdio wiring = request.text("wiring").orElse("").equals(PIPES) ? Stdio.PIPES : Stdio.TERMINAL;
    String directory = request.text("directory").orElse(null);
    kept.start(new ChildProcess.Order(command, directory, wiring), () -> ended(name, kept));
    LOG.info("machine started name={}", name);
    return kept;
  }

  /** The one of that name, made if need be; a console that moved makes it anew. */
  private ChildProcess room(String name, Path console) throws IOException {
    ChildProcess known = machines.get(name);
    if (known != null && known.running()) {
      throw new IOException(name + " is running already");
    }
    if (known != null && known.path().equals(console)) {
      return known;
    }
    if (machines.size() >= MOST_KEPT) {
      machines.values().removeIf(ChildProcess::idle);
    }
    if (machines.size() >= MOST_KEPT) {
      throw new IOException("the keeper has " + MOST_KEPT + " machines already");
    }
    if (known != null) {
      known.forsake();
    }
    ChildProcess made = new ChildProcess(console, poller, share);
    machines.put(name, made);
    return made;
  }

  private void kill(String name, long signal) throws IOException {
    ChildProcess kept = find(name).orElseThrow(() -> new IOException("the keeper has no " + name));
    if (signal != Posix.SIGKILL && signal != Posix.SIGTERM) {
      throw new IOException("a machine is ended by signal 15 or 9");
    }
    LOG.info("machine signalled name={} signal={}", name, signal);
    int answer = kept.signal((int) signal);
    if (answer < 0) {
      throw new IOException(name + ": " + Posix.words(answer));
    }
  }

  private void ended(String name, ChildProcess kept) {
    LOG.info("machine ended name={}", name);
    Json notice = Json.object().with("ended", kept.describe(name));
    for (ControlConnection peer : List.copyOf(peers)) {
      if (poller.has(peer)) {
        peer.tell(notice);
      }
    }
  }
}

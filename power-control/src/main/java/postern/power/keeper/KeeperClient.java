package postern.power.keeper;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.power.KeeperNotice;
import postern.power.json.Json;
import postern.power.posix.Posix;

/**
 * The gateway's client of the keeper of one directory. It connects to the running keeper, starts
 * one if a machine is to be started and none runs, and reports when the keeper is lost. Any thread
 * may call.
 */
public final class KeeperClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeeperClient.class);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(4);
  private static final Duration STARTUP_LIMIT = Duration.ofSeconds(15);
  private static final Duration TERM_TIME = Duration.ofSeconds(1);
  private static final Duration END_LIMIT = Duration.ofSeconds(3);
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(50);

  private final Path directory;
  private final List<String> command;
  private final List<Consumer<KeeperNotice>> listeners = new CopyOnWriteArrayList<>();

  /** Held while a keeper is connected or started, so that one is started at a time. */
  private final ReentrantLock connecting = new ReentrantLock();

  private volatile @Nullable KeeperLink current;

  /**
   * @param command the command that starts a keeper; the directory is added as the last argument
   */
  public KeeperClient(Path directory, List<String> command) {
    this.directory = directory.toAbsolutePath().normalize();
    this.command = List.copyOf(command);
  }

  /** Adds a listener. It is called on a thread of the connection and must return soon. */
  public void listen(Consumer<KeeperNotice> listener) {
    listeners.add(listener);
  }

  /** Connects to the running keeper, if there is one. Returns whether there is. */
  public boolean connectIfRunning() {
    return link().isPresent();
  }

  /** Starts a process in the gateway's working directory, and a keeper if none runs. */
  public void start(String name, List<String> arguments, Path console) throws IOException {
    start(name, arguments, console, Stdio.TERMINAL);
  }

  void start(String name, List<String> arguments, Path console, Stdio stdio) throws IOException {
    Json request =
        Json.object()
            .with("do", "start")
            .with("name", name)
            .with("command", arguments)
            .with("console", console.toAbsolutePath().normalize().toString())
            .with("directory", Path.of("").toAbsolutePath().toString());
    if (stdio == Stdio.PIPES) {
      request.with("wiring", Keeper.PIPES);
    }
    linkOrStart().ask(request, ANSWER_LIMIT);
  }

  /** The status of a process; empty if it never ran, or if no keeper runs. */
  public Optional<KeptStatus> show(String name) throws IOException {
    Optional<KeeperLink> running = link();
    if (running.isEmpty()) {
      return Optional.empty();
    }
    Json request = Json.object().with("do", "show").with("name", name);
    return running.get().ask(request, ANSWER_LIMIT).object("kept").map(KeptStatus::of);
  }

  /** Signals a process. {@link #show} tells when it has ended. */
  public void kill(String name, int signal) throws IOException {
    Optional<KeeperLink> running = link();
    if (running.isPresent()) {
      Json request = Json.object().with("do", "kill").with("name", name).with("signal", signal);
      running.get().ask(request, ANSWER_LIMIT);
    }
  }

  /** The names of all running processes; none if no keeper runs. */
  public Set<String> running() throws IOException {
    Optional<KeeperLink> running = link();
    if (running.isEmpty()) {
      return Set.of();
    }
    return running
        .get()
        .ask(Json.object().with("do", "names"), ANSWER_LIMIT)
        .texts("running")
        .stream()
        .flatMap(List::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Ends processes with SIGTERM, and with SIGKILL after a second.
   *
   * @return the processes that did not end in time
   */
  public Set<String> end(Set<String> names) throws IOException {
    long start = System.nanoTime();
    boolean killed = false;
    Set<String> left = signal(names, Posix.SIGTERM);
    while (!left.isEmpty() && System.nanoTime() - start < END_LIMIT.toNanos()) {
      LockSupport.parkNanos(CHECK_INTERVAL.toNanos());
      if (!killed && System.nanoTime() - start > TERM_TIME.toNanos()) {
        killed = true;
        signal(left, Posix.SIGKILL);
      }
      left.retainAll(running());
    }
    return left;
  }

  private Set<String> signal(Set<String> names, int signal) throws IOException {
    Set<String> running = new TreeSet<>(names);
    running.retainAll(running());
    for (String name : running) {
      kill(name, signal);
    }
    return running;
  }

  /** Ends the keeper, if one runs, and every process under it. */
  public void end() throws IOException {
    Optional<KeeperLink> running = link();
    if (running.isPresent()) {
      running.get().ask(Json.object().with("do", "end"), ANSWER_LIMIT);
    }
  }

  private Optional<KeeperLink> link() {
    KeeperLink known = current;
    if (known != null && known.isOpen()) {
      return Optional.of(known);
    }
    connecting.lock();
    try {
      return Optional.of(connect());
    } catch (IOException e) {
      LOG.debug("no keeper directory={} reason={}", directory, e.getMessage());
      return Optional.empty();
    } finally {
      connecting.unlock();
    }
  }

  private KeeperLink connect() throws IOException {
    KeeperLink known = current;
    if (known != null && known.isOpen()) {
      return known;
    }
    KeeperLink fresh = KeeperLink.connect(directory.resolve(KeeperMain.CONTROL), this::tell);
    current = fresh;
    LOG.debug("keeper connected directory={}", directory);
    return fresh;
  }

  private void tell(KeeperNotice notice) {
    LOG.info("keeper notice={}", notice.getClass().getSimpleName());
    listeners.forEach(listener -> listener.accept(notice));
  }

  private KeeperLink linkOrStart() throws IOException {
    Optional<KeeperLink> running = link();
    if (running.isPresent()) {
      return running.get();
    }
    connecting.lock();
    try {
      return connect();
    } catch (IOException none) {
      return startKeeper();
    } finally {
      connecting.unlock();
    }
  }

  private KeeperLink startKeeper() throws IOException {
    Path log = directory.resolve("keeper.log");
    Process process = spawn(log);
    long end = System.nanoTime() + STARTUP_LIMIT.toNanos();
    while (System.nanoTime() < end) {
      try {
        return connect();
      } catch (IOException notYet) {
        if (endedSoon(process)) {
          break;
        }
      }
    }
    throw new IOException("the keeper does not start; see " + log);
  }

  private static boolean endedSoon(Process process) throws IOException {
    try {
      return process.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the keeper starts", e);
    }
  }

  /** Starts it in its own session and without our descriptors, because it outlives the gateway. */
  private Process spawn(Path log) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    List<String> arguments = new ArrayList<>(List.of("setsid"));
    arguments.addAll(command);
    arguments.add(directory.toString());
    LOG.info("keeper starting directory={}", directory);
    return new ProcessBuilder(arguments)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Disconnects. The keeper goes on running. */
  @Override
  public void close() {
    KeeperLink known = current;
    if (known != null) {
      known.close();
    }
  }
}

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
 * The gateway's side of the keeper of one directory: finds the running one, starts one when a
 * machine is to be started and there is none, and tells when it was lost. Any thread may call.
 */
public final class KeeperClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeeperClient.class);
  private static final Duration ANSWER = Duration.ofSeconds(4);
  private static final Duration BIRTH = Duration.ofSeconds(15);
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Path directory;
  private final List<String> command;
  private final List<Consumer<KeeperNotice>> listeners = new CopyOnWriteArrayList<>();

  /** Held while connecting and starting, so that one keeper is started at a time. */
  private final ReentrantLock connecting = new ReentrantLock();

  private volatile @Nullable KeeperLink link;

  /**
   * @param command how a keeper is started; the directory is added as the last word
   */
  public KeeperClient(Path directory, List<String> command) {
    this.directory = directory.toAbsolutePath().normalize();
    this.command = List.copyOf(command);
  }

  /** Called on a thread of the connection; must return soon. */
  public void listen(Consumer<KeeperNotice> listener) {
    listeners.add(listener);
  }

  /**
   * Connects to a keeper that runs already.
   *
   * @return whether there is one
   */
  public boolean connectIfRunning() {
    return connected().isPresent();
  }

  /** Starts a process in the gateway's own working directory, and a keeper if there is none. */
  public void start(String name, List<String> words, Path console) throws IOException {
    start(name, words, console, Stdio.TERMINAL);
  }

  void start(String name, List<String> words, Path console, Stdio wiring) throws IOException {
    Json request =
        Json.object()
            .with("do", "start")
            .with("name", name)
            .with("command", words)
            .with("console", console.toAbsolutePath().normalize().toString())
            .with("directory", Path.of("").toAbsolutePath().toString());
    if (wiring == Stdio.PIPES) {
      request.with("wiring", Keeper.PIPES);
    }
    born().ask(request, ANSWER);
  }

  /** Empty if it never ran, or no keeper runs. */
  public Optional<KeptStatus> show(String name) throws IOException {
    Optional<KeeperLink> running = connected();
    if (running.isEmpty()) {
      return Optional.empty();
    }
    Json request = Json.object().with("do", "show").with("name", name);
    return running.get().ask(request, ANSWER).object("kept").map(KeptStatus::of);
  }

  /** Signals the process; its end is seen by {@link #show}. */
  public void kill(String name, int signal) throws IOException {
    Optional<KeeperLink> running = connected();
    if (running.isPresent()) {
      Json request = Json.object().with("do", "kill").with("name", name).with("signal", signal);
      running.get().ask(request, ANSWER);
    }
  }

  /** The names of all that runs now; none when no keeper runs. */
  public Set<String> running() throws IOException {
    Optional<KeeperLink> running = connected();
    if (running.isEmpty()) {
      return Set.of();
    }
    return running.get().ask(Json.object().with("do", "names"), ANSWER).texts("running").stream()
        .flatMap(List::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Ends processes by SIGTERM, and by SIGKILL after a second.
   *
   * @return those that were not seen to end in time
   */
  public Set<String> end(Set<String> names) throws IOException {
    long start = System.nanoTime();
    boolean killed = false;
    Set<String> left = signal(names, Posix.SIGTERM);
    while (!left.isEmpty() && System.nanoTime() - start < PATIENCE.toNanos()) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      if (!killed && System.nanoTime() - start > GRACE.toNanos()) {
        killed = true;
        signal(left, Posix.SIGKILL);
      }
      left.retainAll(running());
    }
    return left;
  }

  private Set<String> signal(Set<String> names, int signal) throws IOException {
    Set<String> there = new TreeSet<>(names);
    there.retainAll(running());
    for (String name : there) {
      kill(name, signal);
    }
    return there;
  }

  /** Ends the keeper, if one runs, and every machine that it keeps. */
  public void end() throws IOException {
    Optional<KeeperLink> running = connected();
    if (running.isPresent()) {
      running.get().ask(Json.object().with("do", "end"), ANSWER);
    }
  }

  private Optional<KeeperLink> connected() {
    KeeperLink known = link;
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
    KeeperLink known = link;
    if (known != null && known.isOpen()) {
      return known;
    }
    KeeperLink made = KeeperLink.connect(directory.resolve(KeeperMain.CONTROL), this::tell);
    link = made;
    LOG.debug("keeper connected directory={}", directory);
    return made;
  }

  private void tell(KeeperNotice notice) {
    LOG.info("keeper notice={}", notice.getClass().getSimpleName());
    listeners.forEach(listener -> listener.accept(notice));
  }

  private KeeperLink born() throws IOException {
    Optional<KeeperLink> running = connected();
    if (running.isPresent()) {
      return running.get();
    }
    connecting.lock();
    try {
      return connect();
    } catch (IOException none) {
      return give();
    } finally {
      connecting.unlock();
    }
  }

  private KeeperLink give() throws IOException {
    Path log = directory.resolve("keeper.log");
    Process process = spawn(log);
    long end = System.nanoTime() + BIRTH.toNanos();
    while (System.nanoTime() < end) {
      try {
        return connect();
      } catch (IOException notYet) {
        if (waited(process)) {
          break;
        }
      }
    }
    throw new IOException("the keeper does not come up; see " + log);
  }

  private static boolean waited(Process process) throws IOException {
    try {
      return process.waitFor(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the keeper starts", e);
    }
  }

  /** In a session of its own and with no descriptor of ours: it has to outlive this process. */
  private Process spawn(Path log) throws IOException {
    Files.createDirectories(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(command);
    words.add(directory.toString());
    LOG.info("keeper starting directory={}", directory);
    return new ProcessBuilder(words)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Hangs up; the keeper stays. */
  @Override
  public void close() {
    KeeperLink known = link;
    if (known != null) {
      known.close();
    }
  }
}

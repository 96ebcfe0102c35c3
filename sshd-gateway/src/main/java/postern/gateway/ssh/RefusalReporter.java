package postern.gateway.ssh;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import postern.gateway.ssh.SshEvents.Refusal;
import postern.gateway.ssh.SshEvents.Told;

/**
 * Limits the refusals that are recorded. The first of each kind, for one login and source, is
 * reported at once; those that follow within 10 s are counted and reported together. Before login,
 * the same refusal of another login name is of another kind. A client therefore causes at most two
 * events a second, whatever it requests. Never blocks; may be called by any thread.
 */
final class RefusalReporter {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** The number of kinds that are counted separately for one login and source within a window. */
  private static final int KINDS = 8;

  private static final int WINDOWS = 1024;
  private static final String OTHERS = "other refusals";
  private static final Key EVERYBODY_ELSE = new Key("", Optional.empty());
  private static final Refusal OF_EVERYBODY_ELSE =
      new Refusal(Optional.empty(), "", "", "", new Told(OTHERS, 1));

  private final Consumer<Refusal> told;
  private final Later later;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<Key, Window> windows = new HashMap<>();

  RefusalReporter(Consumer<Refusal> told, Later later) {
    this.told = told;
    this.later = later;
  }

  /** Runs a task after a delay. Returns false if that is no longer possible. */
  @FunctionalInterface
  interface Later {
    boolean run(Duration after, Runnable task);
  }

  /**
   * The login and source whose refusals are counted together.
   *
   * @param login fingerprint of the key that logged in, empty before login
   * @param source absent for those beyond the number of windows
   */
  private record Key(String login, Optional<InetAddress> source) {}

  /** A kind of refusal: what was refused, and the login name that was given. */
  private record Kind(String what, String login) {}

  /** The refusals of one login and source, with counts since the last report. */
  private static final class Window {
    final Refusal first;
    final Map<Kind, Integer> untold = new LinkedHashMap<>();

    Window(Refusal first) {
      this.first = first;
    }

    /**
     * Returns whether this is the first of its kind, to be reported at once. Counts it otherwise.
     */
    boolean first(Refusal refusal) {
      Kind kind = new Kind(refusal.told().what(), refusal.login());
      if (untold.size() < KINDS && untold.putIfAbsent(kind, 0) == null) {
        return true;
      }
      return another(untold.containsKey(kind) ? kind : new Kind(OTHERS, ""));
    }

    /** Counts a refusal that is not reported at once. Returns false. */
    boolean another(Kind kind) {
      untold.merge(kind, 1, Integer::sum);
      return false;
    }

    List<Refusal> rest() {
      return untold.entrySet().stream()
          .filter(each -> each.getValue() > 0)
          .map(each -> times(each.getKey(), each.getValue()))
          .toList();
    }

    private Refusal times(Kind kind, int times) {
      return new Refusal(
          first.caller(),
          first.source(),
          kind.login(),
          first.fingerprint(),
          new Told(kind.what(), times));
    }
  }

  void refused(Refusal refusal) {
    Key key =
        new Key(
            refusal.caller().map(Caller::fingerprint).orElse(""),
            Optional.of(Admission.key(InetAddress.ofLiteral(refusal.source()))));
    boolean fresh;
    boolean now;
    lock.lock();
    try {
      boolean room = windows.size() < WINDOWS || windows.containsKey(key);
      Key counted = room ? key : EVERYBODY_ELSE;
      fresh = !windows.containsKey(counted);
      Window window =
          windows.computeIfAbsent(counted, k -> new Window(room ? refusal : OF_EVERYBODY_ELSE));
      now = room ? window.first(refusal) : window.another(new Kind(OTHERS, ""));
      key = counted;
    } finally {
      lock.unlock();
    }
    if (now) {
      told.accept(refusal);
    }
    Key ends = key;
    if (fresh && !later.run(WINDOW, () -> end(ends))) {
      end(ends);
    }
  }

  private void end(Key key) {
    Window window;
    lock.lock();
    try {
      window = windows.remove(key);
    } finally {
      lock.unlock();
    }
    if (window != null) {
      window.rest().forEach(told);
    }
  }

  /** Reports what was counted so far. */
  void flush() {
    List<Key> all;
    lock.lock();
    try {
      all = List.copyOf(windows.keySet());
    } finally {
      lock.unlock();
    }
    all.forEach(this::end);
  }
}

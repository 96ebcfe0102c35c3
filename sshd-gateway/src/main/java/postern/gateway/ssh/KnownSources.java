package postern.gateway.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sources with a successful login in the last 30 days, the newest 10,000, in a file that
 * survives a restart. Damage in the file costs only the damaged lines.
 */
final class KnownSources {
  private static final Logger LOG = LoggerFactory.getLogger(KnownSources.class);
  private static final Duration KEPT = Duration.ofDays(30);

  /** A source's time is written again if it is older than this. */
  private static final Duration EXACT = Duration.ofHours(1);

  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofMinutes(1);
  private static final int MOST = 10_000;
  private static final int MOST_BYTES = 1 << 20;

  private final Path file;
  private final Clock clock;
  private final Map<InetAddress, Instant> lastLogin = new ConcurrentHashMap<>();
  private volatile boolean changed;
  private volatile long nextWrite = System.nanoTime();

  private KnownSources(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  /** Reads the file. Any fault in it is only a warning. */
  static KnownSources in(Path file, Clock clock) {
    KnownSources sources = new KnownSources(file, clock);
    try {
      sources.read();
    } catch (IOException | RuntimeException e) {
      LOG.warn("known sources not read file={} why={}", file, e.toString());
    }
    return sources;
  }

  private void read() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("not a regular file");
    }
    int bad = 0;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      String text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
      for (String line : text.split("\n", -1)) {
        bad += line.isEmpty() || take(line) ? 0 : 1;
      }
    }
    if (bad > 0) {
      LOG.warn("known sources: malformed lines skipped file={} lines={}", file, bad);
    }
  }

  private boolean take(String line) {
    int space = line.indexOf(' ');
    if (space < 0 || lastLogin.size() >= MOST) {
      return false;
    }
    try {
      InetAddress source = Admission.key(InetAddress.ofLiteral(line.substring(0, space)));
      Instant then = Instant.parse(line.substring(space + 1));
      Instant now = clock.instant();
      if (then.plus(KEPT).isAfter(now)) {
        lastLogin.put(source, then.isAfter(now) ? now : then);
      }
      return true;
    } catch (IllegalArgumentException | DateTimeException e) {
      return false;
    }
  }

  /**
   * Returns whether somebody logged in from this source in the last 30 days.
   *
   * @param source an IPv4 address, or the /64 of an IPv6 address
   */
  boolean knows(InetAddress source) {
    Instant then = lastLogin.get(source);
    return then != null && then.plus(KEPT).isAfter(clock.instant());
  }

  /** Notes a login from this source. Never blocks. */
  void loggedIn(InetAddress source) {
    Instant now = clock.instant();
    Instant then = lastLogin.get(source);
    if (then != null && then.plus(EXACT).isAfter(now) && !then.isAfter(now)) {
      return;
    }
    if (then == null && lastLogin.size() >= MOST) {
      lastLogin.entrySet().stream()
          .min(Map.Entry.comparingByValue(Comparator.naturalOrder()))
          .ifPresent(oldest -> lastLogin.remove(oldest.getKey()));
    }
    lastLogin.put(source, now);
    changed = true;
  }

  /** Returns whether there is something to write and the last write is a second ago. */
  boolean due() {
    return changed && System.nanoTime() - nextWrite >= 0;
  }

  /** Replaces the file atomically if there is something new. Blocks on the disk. */
  void write() {
    if (!changed) {
      return;
    }
    changed = false;
    Duration pause = BETWEEN_WRITES;
    try {
      replace(text());
    } catch (IOException | RuntimeException e) {
      LOG.warn("known sources not written file={} why={}", file, e.toString());
      changed = true;
      pause = AFTER_A_FAILURE;
    }
    nextWrite = System.nanoTime() + pause.toNanos();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    Instant oldest = clock.instant().minus(KEPT);
    lastLogin.values().removeIf(then -> then.isBefore(oldest));
    lastLogin.forEach((source, then) ->
        text.append(SourcePatterns.text(source)).append(' ').append(then).append('\n'));
    return text.toString();
  }

  private void replace(String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (FileChannel to =
        FileChannel.open(
            fresh,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
      to.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

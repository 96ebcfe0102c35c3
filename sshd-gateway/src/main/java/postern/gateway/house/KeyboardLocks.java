package postern.gateway.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.Console;
import postern.mux.ConsoleId;
import postern.mux.ConsoleListener;
import postern.mux.OnRelease;
import postern.mux.Viewer;

/**
 * Whose log-in may be open on each console with {@code on-release = "lock"}, so that a restart of
 * the gateway does not hand it to the next one: a small file each. It is written by a thread of its
 * own, since a console tells of it on an I/O thread; what was typed in the last moment before a
 * {@code kill -9} may be missing.
 */
final class KeyboardLocks implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyboardLocks.class);
  private static final String CONSOLE = "console";
  private static final String PERSON = "person";
  private static final String SESSION = "session";
  private static final String SOURCE = "source";
  private static final String SINCE = "since";

  private final Path dir;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("keyboard-locks").factory());

  KeyboardLocks(Path dir) {
    this.dir = dir;
  }

  /** Locks it again if it was locked when the last gateway ended, and follows it from here on. */
  void over(Console console, OnRelease policy) {
    ConsoleId id = console.id();
    if (policy instanceof OnRelease.Lock) {
      read(id).ifPresent(console::loggedIn);
    } else {
      forget(id);
    }
    console.listen(
        new ConsoleListener() {
          @Override
          public void locked(Optional<Viewer> by) {
            later(() -> write(id, by));
          }
        });
  }

  void forget(ConsoleId id) {
    later(() -> write(id, Optional.empty()));
  }

  private Optional<Viewer> read(ConsoleId id) {
    Map<String, String> all = StateFile.read(file(id));
    if (!id.toString().equals(all.get(CONSOLE)) || all.get(PERSON) == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Viewer(
            all.getOrDefault(SESSION, ""),
            all.get(PERSON),
            all.getOrDefault(SOURCE, ""),
            since(all.getOrDefault(SINCE, "")),
            true));
  }

  private static Instant since(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return Instant.EPOCH;
    }
  }

  private void later(Runnable task) {
    try {
      writer.execute(task);
    } catch (RejectedExecutionException closed) {
      log.debug("keyboard lock not written, the gateway stops");
    }
  }

  private void write(ConsoleId id, Optional<Viewer> by) {
    try {
      if (by.isPresent()) {
        Viewer who = by.get();
        StateFile.write(
            file(id),
            Map.of(
                CONSOLE, id.toString(),
                PERSON, who.name(),
                SESSION, who.session(),
                SOURCE, who.source(),
                SINCE, who.since().toString()));
      } else {
        Files.deleteIfExists(file(id));
      }
    } catch (IOException e) {
      log.warn("keyboard lock not kept console={} why={}", id, e.toString());
    }
  }

  private Path file(ConsoleId id) {
    return dir.resolve(id.tenant() + "." + id.machine() + "." + id.port() + ".lock");
  }

  /** Writes what is still to be written, for 2 s at most. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(2, TimeUnit.SECONDS)) {
        log.warn("keyboard locks not written in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

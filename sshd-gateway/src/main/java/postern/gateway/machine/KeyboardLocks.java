package postern.gateway.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.Console;
import postern.mux.ConsoleEvent;
import postern.mux.ConsoleId;
import postern.mux.OnRelease;
import postern.mux.Participant;

/**
 * The person whose login may still be open on each console with {@code on-release = "lock"}, so
 * that nobody else gets it after a restart of the gateway. Each lock is a file. The files are
 * written by another thread, since consoles report changes on an I/O thread.
 */
public final class KeyboardLocks {
  private static final Logger log = LoggerFactory.getLogger(KeyboardLocks.class);
  private static final String CONSOLE = "console";
  private static final String PERSON = "person";
  private static final String SESSION = "session";
  private static final String SOURCE = "source";
  private static final String SINCE = "since";

  private final Path dir;
  private final StateThread writer;

  public KeyboardLocks(Path dir, StateThread writer) {
    this.dir = dir;
    this.writer = writer;
  }

  /** Restores the lock from before the last restart, and stores each change from now on. */
  void over(Console console, OnRelease policy) {
    ConsoleId id = console.id();
    if (policy instanceof OnRelease.Lock) {
      read(id).ifPresent(console::loggedIn);
    } else {
      forget(id);
    }
    console.addListener(event -> {
      if (event instanceof ConsoleEvent.KeyboardLocked(Optional<Participant> to)) {
        writer.later(() -> write(id, to));
      }
    });
  }

  void forget(ConsoleId id) {
    writer.later(() -> write(id, Optional.empty()));
  }

  private Optional<Participant> read(ConsoleId id) {
    Map<String, String> all = StateFile.read(file(id));
    if (!id.toString().equals(all.get(CONSOLE)) || all.get(PERSON) == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Participant(
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

  private void write(ConsoleId id, Optional<Participant> by) {
    try {
      if (by.isPresent()) {
        Participant who = by.get();
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
      log.warn("keyboard lock not stored console={} why={}", id, e.toString());
    }
  }

  private Path file(ConsoleId id) {
    return StateFile.in(dir, id.tenant(), id.machine() + "." + id.port() + ".lock");
  }
}

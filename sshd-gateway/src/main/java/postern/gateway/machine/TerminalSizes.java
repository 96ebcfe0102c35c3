package postern.gateway.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.gateway.config.PortEntry;
import postern.mux.Console;
import postern.mux.ConsoleEvent;
import postern.mux.ConsoleId;
import postern.mux.SizeSource;

/**
 * The terminal size that each machine was told from a session. It is stored in a file until the
 * machine boots, since the machine remembers it across a restart of the gateway. A size that was
 * configured later counts more.
 */
public final class TerminalSizes {
  private static final Logger log = LoggerFactory.getLogger(TerminalSizes.class);
  private static final int MOST = 1000;
  private static final String CONSOLE = "console";
  private static final String ROWS = "rows";
  private static final String COLS = "cols";

  /** The configured size at the time when the machine was told. */
  private static final String CONFIGURED = "configured";

  private final Path dir;
  private final StateThread writer;

  public TerminalSizes(Path dir, StateThread writer) {
    this.dir = dir;
    this.writer = writer;
  }

  private record Size(int rows, int cols) {}

  /** Sets the size of a console that was just opened, and forgets it when the machine boots. */
  void over(Console console, PortEntry port) {
    ConsoleId id = console.id();
    if (port.sized()) {
      console.size(port.rows(), port.cols(), SizeSource.OPERATOR);
    }
    Optional<Size> stored = read(id, port);
    stored.ifPresent(told -> console.size(told.rows(), told.cols(), SizeSource.TOLD));
    if (stored.isEmpty() && Files.exists(file(id))) {
      forget(id);
    }
    console.addListener(event -> {
      if (event instanceof ConsoleEvent.SizeForgotten(SizeSource source)
          && source == SizeSource.TOLD) {
        forget(id);
      }
    });
    if (console.conditions().boot().isPresent()) {
      console.forgetSize(SizeSource.TOLD); // the machine has booted meanwhile
      forget(id);
    }
  }

  /** Stores the size that the machine was told from a session. */
  public void store(ConsoleId id, PortEntry port, int rows, int cols) {
    Map<String, String> words =
        Map.of(
            CONSOLE, id.toString(), ROWS, "" + rows, COLS, "" + cols, CONFIGURED, configured(port));
    writer.later(() -> {
      try {
        StateFile.write(file(id), words);
      } catch (IOException e) {
        log.warn("terminal size not stored console={} why={}", id, e.toString());
      }
    });
  }

  void forget(ConsoleId id) {
    writer.later(() -> {
      try {
        Files.deleteIfExists(file(id));
      } catch (IOException e) {
        log.warn("terminal size not deleted console={} why={}", id, e.toString());
      }
    });
  }

  private Optional<Size> read(ConsoleId id, PortEntry port) {
    Map<String, String> all = StateFile.read(file(id));
    boolean counts =
        id.toString().equals(all.get(CONSOLE)) && configured(port).equals(all.get(CONFIGURED));
    if (!counts) {
      return Optional.empty();
    }
    try {
      int rows = Integer.parseInt(all.getOrDefault(ROWS, ""));
      int cols = Integer.parseInt(all.getOrDefault(COLS, ""));
      boolean sane = rows > 0 && rows <= MOST && cols > 0 && cols <= MOST;
      return sane ? Optional.of(new Size(rows, cols)) : Optional.empty();
    } catch (NumberFormatException e) {
      log.warn("terminal size is damaged console={} why={}", id, e.getMessage());
      return Optional.empty();
    }
  }

  private static String configured(PortEntry port) {
    return port.sized() ? port.cols() + "x" + port.rows() : "";
  }

  private Path file(ConsoleId id) {
    return StateFile.in(dir, id.tenant(), id.machine() + "." + id.port() + ".size");
  }
}

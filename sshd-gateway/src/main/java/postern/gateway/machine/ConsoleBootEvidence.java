package postern.gateway.machine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import postern.mux.Console;
import postern.mux.ConsoleConditions;
import postern.mux.ScreenSnapshot;
import postern.power.ConsoleEvidence;
import postern.power.KernelPanic;

/** Sees from a console's output how a machine starts. */
final class ConsoleBootEvidence implements ConsoleEvidence {
  /** How many bytes are read before and behind the words of a panic. */
  private static final int AROUND = 4096;

  /** Matches prompts for a login or password, of a shell or a boot loader, but no kernel line. */
  private static final Pattern PROMPT = Pattern.compile("(?!\\[ *\\d+\\.\\d+\\]).*[:#$%>?]");

  private final Console console;

  ConsoleBootEvidence(Console console) {
    this.console = console;
  }

  @Override
  public long position() {
    return console.status().endOffset();
  }

  @Override
  public boolean bootSince(long point) {
    return console.conditions().boot().filter(boot -> boot.offset() >= point).isPresent();
  }

  @Override
  public Optional<String> panicSince(long point) {
    return console
        .conditions()
        .panic()
        .filter(panic -> panic.offset() >= point)
        .flatMap(panic -> said(panic, point));
  }

  /** Returns a panic since that point that no boot has followed. */
  Optional<String> panicNow(long point) {
    long boot = console.conditions().boot().map(ConsoleConditions.Boot::offset).orElse(0L);
    return panicSince(Math.max(boot, point));
  }

  private Optional<String> said(ConsoleConditions.Panic panic, long point) {
    long from = Math.max(point, panic.offset() - AROUND);
    Console.Excerpt excerpt = console.history(from, 2 * AROUND);
    return KernelPanic.in(StandardCharsets.ISO_8859_1.decode(excerpt.bytes()));
  }

  @Override
  public boolean atPrompt() {
    ScreenSnapshot view = console.screen();
    String line = view.lines().get(view.cursorRow()).stripTrailing();
    int behind = view.cursorCol() - line.length();
    return (behind == 0 || behind == 1) && PROMPT.matcher(line).matches();
  }

  @Override
  public String lastLines(int lines) {
    List<String> shown = console.screen().lines().stream().filter(line -> !line.isBlank()).toList();
    return String.join("\n", shown.subList(Math.max(0, shown.size() - lines), shown.size()));
  }
}

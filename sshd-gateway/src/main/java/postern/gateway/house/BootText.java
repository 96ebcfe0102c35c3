package postern.gateway.house;

import java.util.List;
import postern.mux.Console;
import postern.power.ConsoleEvidence;

/** Sees in a console's output that a machine starts. */
final class BootText implements ConsoleEvidence {
  private final Console console;

  BootText(Console console) {
    this.console = console;
  }

  @Override
  public long here() {
    return console.status().endOffset();
  }

  @Override
  public boolean bootSince(long point) {
    return console.signs().boot().filter(boot -> boot.offset() >= point).isPresent();
  }

  @Override
  public String lastLines(int lines) {
    List<String> shown = console.screen().lines().stream().filter(line -> !line.isBlank()).toList();
    return String.join("\n", shown.subList(Math.max(0, shown.size() - lines), shown.size()));
  }
}

package postern.gateway.fleet;

import java.nio.file.Path;

/**
 * Something wrong in a configuration file.
 *
 * @param line counted from 1
 * @param wrong what is wrong
 * @param right what would be right
 */
public record Fault(Path file, int line, String wrong, String right) {
  /** {@code file:line: what is wrong, what would be right}. */
  public String text() {
    return file + ":" + line + ": " + wrong + ", " + right;
  }
}

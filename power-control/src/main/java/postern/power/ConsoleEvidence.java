package postern.power;

import java.util.Optional;

/** What power control reads from a machine's console. The gateway implements it. */
public interface ConsoleEvidence {
  /** The current position in the console's output. */
  long position();

  /** Whether the output since that position contains boot messages. */
  boolean bootSince(long position);

  /** The first kernel panic in the output since that position, see {@link KernelPanic}. */
  Optional<String> panicSince(long position);

  /** Whether the cursor is behind a login or shell prompt. */
  boolean atPrompt();

  /** The last rendered lines, to be shown to people. */
  String lastLines(int lines);

  /** A console that shows nothing. */
  static ConsoleEvidence none() {
    return new ConsoleEvidence() {
      @Override
      public long position() {
        return 0;
      }

      @Override
      public boolean bootSince(long position) {
        return false;
      }

      @Override
      public Optional<String> panicSince(long position) {
        return Optional.empty();
      }

      @Override
      public boolean atPrompt() {
        return false;
      }

      @Override
      public String lastLines(int lines) {
        return "";
      }
    };
  }
}

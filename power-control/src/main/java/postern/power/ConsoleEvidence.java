package postern.power;

import java.util.Optional;

/** What power control needs to see of a machine's console; the gateway implements it. */
public interface ConsoleEvidence {
  /** A point in the console's output, to look from later. */
  long here();

  /** Whether text of a starting machine was seen since that point. */
  boolean bootSince(long point);

  /** What a kernel said as it panicked since that point, see {@link KernelPanic}. */
  Optional<String> panicSince(long point);

  /** Whether the cursor stands behind a prompt, of a login or a shell. */
  boolean prompts();

  /** The last rendered lines, for people. */
  String lastLines(int lines);

  /** Nothing can be seen. */
  static ConsoleEvidence none() {
    return new ConsoleEvidence() {
      @Override
      public long here() {
        return 0;
      }

      @Override
      public boolean bootSince(long point) {
        return false;
      }

      @Override
      public Optional<String> panicSince(long point) {
        return Optional.empty();
      }

      @Override
      public boolean prompts() {
        return false;
      }

      @Override
      public String lastLines(int lines) {
        return "";
      }
    };
  }
}

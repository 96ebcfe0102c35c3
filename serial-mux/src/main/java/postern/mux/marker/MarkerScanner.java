package postern.mux.marker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import postern.mux.OutputMarker;

/**
 * Finds phrases in a console's output, however its chunks split them. It uses the automaton of Aho
 * and Corasick (CACM 18/6, 1975), with two table look-ups for each byte; in a flood it looks only
 * where {@link PhraseSkip} finds that a phrase may start. Pure; one instance for each console.
 */
final class MarkerScanner {
  /** Receives the phrases that were found. */
  interface Found {
    /**
     * @param start where the phrase starts in the chunk; negative if it started in an earlier chunk
     */
    void found(OutputMarker marker, String phrase, int start);
  }

  /** A phrase to look for and what it means. */
  private record Telltale(String text, OutputMarker marker) {}

  /** Login programs print these after a login, not before one. */
  private static final List<String> AFTER_LOGIN = List.of("Last login: ", "Last failed login: ");

  private static final String PROMPT = "a login prompt";

  private static final List<Telltale> PHRASES = phrases();

  /**
   * Marks the end of a phrase that means nothing and only hides a shorter one that it ends with.
   */
  private static final int MEANINGLESS = -2;

  private static final int NONE = -1;
  private static final byte[] CLASS = new byte[256];
  private static final int CLASSES = classes();
  private static final int[] ENDS = new int[1 + letters()];
  private static final short[] NEXT = automaton();

  private static final PhraseSkip SKIP = new PhraseSkip(texts());

  /**
   * The number of bytes examined one by one where a phrase may have started: more than the longest
   * phrase has.
   */
  private static final int EXAMINED = 64;

  private static final int WORTH_A_SKIP = 4 * EXAMINED;

  private int state;

  /** Whether a login prompt was found. It counts if nothing printable follows. */
  private boolean promptDue;

  private static List<Telltale> phrases() {
    List<Telltale> all = new ArrayList<>();
    for (BootStage stage : BootStage.values()) {
      for (Phrase phrase : stage.phrases()) {
        if (phrase.text().equals(BootStage.LINUX)) {
          for (char major = '1'; major <= '9'; major++) {
            all.add(new Telltale(BootStage.LINUX + major, OutputMarker.BOOT));
          }
        } else if (phrase.isScannedFor()) {
          all.add(new Telltale(phrase.text(), OutputMarker.BOOT));
        }
      }
    }
    all.add(new Telltale(BootStage.LINUX_COMMAND_LINE, OutputMarker.BOOT));
    for (Phrase phrase : PanicPhrases.ALL) {
      if (phrase.isScannedFor()) {
        all.add(new Telltale(phrase.text(), OutputMarker.PANIC));
      }
    }
    all.add(new Telltale("login: ", OutputMarker.LOGIN));
    all.add(new Telltale("Username: ", OutputMarker.LOGIN));
    return List.copyOf(all);
  }

  private static List<String> texts() {
    List<String> all = new ArrayList<>(PHRASES.stream().map(Telltale::text).toList());
    all.addAll(AFTER_LOGIN);
    return all;
  }

  private static int letters() {
    return texts().stream().mapToInt(String::length).sum();
  }

  /** Assigns a class to each byte that occurs in a phrase. All other bytes are class 0. */
  private static int classes() {
    int count = 1;
    for (String text : texts()) {
      for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
        if (CLASS[b] == 0) {
          CLASS[b] = (byte) count++;
        }
      }
    }
    return count;
  }

  private static short[] automaton() {
    short[] next = new short[ENDS.length * CLASSES];
    Arrays.fill(ENDS, NONE);
    int states = 1;
    List<String> texts = texts();
    for (int p = 0; p < texts.size(); p++) {
      int at = 0;
      for (byte b : texts.get(p).getBytes(StandardCharsets.US_ASCII)) {
        int edge = at * CLASSES + CLASS[b];
        if (next[edge] == 0) {
          next[edge] = (short) states++;
        }
        at = next[edge];
      }
      ENDS[at] = p < PHRASES.size() ? p : MEANINGLESS;
    }
    fall(next, states);
    return next;
  }

  /** Adds the transitions to take when a phrase does not continue. */
  private static void fall(short[] next, int states) {
    short[] fallback = new short[states];
    ArrayDeque<Integer> level = new ArrayDeque<>();
    for (int c = 0; c < CLASSES; c++) {
      if (next[c] != 0) {
        level.add((int) next[c]);
      }
    }
    while (!level.isEmpty()) {
      int at = level.remove();
      if (ENDS[at] == NONE) {
        ENDS[at] = ENDS[fallback[at]];
      }
      for (int c = 0; c < CLASSES; c++) {
        int edge = at * CLASSES + c;
        short other = next[fallback[at] * CLASSES + c];
        if (next[edge] == 0) {
          next[edge] = other;
        } else {
          fallback[next[edge]] = other;
          level.add((int) next[edge]);
        }
      }
    }
  }

  /** Scans a chunk of output. The buffer's position does not change. */
  void scan(ByteBuffer chunk, Found found) {
    if (chunk.hasArray()) {
      int from = chunk.arrayOffset() + chunk.position();
      scan(chunk.array(), from, from + chunk.remaining(), found);
      return;
    }
    byte[] copy = new byte[chunk.remaining()];
    chunk.get(chunk.position(), copy);
    scan(copy, 0, copy.length, found);
  }

  private void scan(byte[] bytes, int from, int end, Found found) {
    int at = state;
    int examinedUntil = from; // every byte before this index is examined
    for (int i = from; i < end; i++) {
      if (at == 0 && !promptDue && i >= examinedUntil && end - i >= WORTH_A_SKIP) {
        i = SKIP.next(bytes, i, end);
        examinedUntil = i + EXAMINED;
      }
      int b = bytes[i];
      if (promptDue) {
        promptDue = false;
        if (b >= 0 && b < ' ') {
          found.found(OutputMarker.LOGIN, PROMPT, i - from);
        }
      }
      at = NEXT[at * CLASSES + CLASS[b & 0xff]];
      if (ENDS[at] >= 0) {
        found(PHRASES.get(ENDS[at]), i + 1 - from, found);
      }
    }
    state = at;
    if (promptDue) {
      promptDue = false;
      found.found(OutputMarker.LOGIN, PROMPT, end - from);
    }
  }

  private void found(Telltale phrase, int end, Found found) {
    if (phrase.marker() == OutputMarker.LOGIN) {
      promptDue = true;
    } else {
      found.found(phrase.marker(), phrase.text(), end - phrase.text().length());
    }
  }
}

package postern.mux.marker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import postern.mux.OutputMarker;

/**
 * Finds telling phrases in a console's output, however its chunks cut them: Aho and Corasick's
 * automaton (CACM 18/6, 1975), two table look-ups a byte, and in a flood only where {@link
 * PhraseSkip} says that a phrase may begin. Pure; one for each console.
 */
final class MarkerScanner {
  /** Told of a phrase that was found. */
  interface Found {
    /**
     * @param begin where it begins in the chunk; below 0 where it began in one before
     */
    void sign(OutputMarker sign, String phrase, int begin);
  }

  /** A phrase to look for and what it means. */
  private record Telltale(String text, OutputMarker marker) {}

  /** What login programs say after a login, not before one. */
  private static final List<String> NO_PROMPTS = List.of("Last login: ", "Last failed login: ");

  private static final String PROMPT = "a login prompt";

  private static final List<Telltale> PHRASES = phrases();

  /** As far as a phrase that tells nothing: it is there to be longer than one that would. */
  private static final int INNOCENT = -2;

  private static final int NONE = -1;
  private static final byte[] CLASS = new byte[256];
  private static final int CLASSES = classes();
  private static final int[] ENDS = new int[1 + letters()];
  private static final short[] NEXT = automaton();

  private static final PhraseSkip SKIP = new PhraseSkip(texts());

  /** Bytes looked at one by one where a phrase may have begun: more than the longest has. */
  private static final int CLOSELY = 64;

  private static final int WORTH_A_SKIP = 4 * CLOSELY;

  private int state;

  /** A login prompt counts once nothing printable stands behind it. */
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
    all.addAll(NO_PROMPTS);
    return all;
  }

  private static int letters() {
    return texts().stream().mapToInt(String::length).sum();
  }

  /** Bytes that stand in no phrase are all alike: class 0. */
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
      ENDS[at] = p < PHRASES.size() ? p : INNOCENT;
    }
    fall(next, states);
    return next;
  }

  /** Fills in where each state goes on when its phrase does not. */
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

  /** Looks through a chunk of output; the buffer's position stays. */
  void look(ByteBuffer chunk, Found found) {
    if (chunk.hasArray()) {
      int from = chunk.arrayOffset() + chunk.position();
      look(chunk.array(), from, from + chunk.remaining(), found);
      return;
    }
    byte[] copy = new byte[chunk.remaining()];
    chunk.get(chunk.position(), copy);
    look(copy, 0, copy.length, found);
  }

  private void look(byte[] bytes, int from, int end, Found found) {
    int at = state;
    int closely = from; // up to here every byte is looked at
    for (int i = from; i < end; i++) {
      if (at == 0 && !promptDue && i >= closely && end - i >= WORTH_A_SKIP) {
        i = SKIP.next(bytes, i, end);
        closely = i + CLOSELY;
      }
      int b = bytes[i];
      if (promptDue) {
        promptDue = false;
        if (b >= 0 && b < ' ') {
          found.sign(OutputMarker.LOGIN, PROMPT, i - from);
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
      found.sign(OutputMarker.LOGIN, PROMPT, end - from);
    }
  }

  private void found(Telltale phrase, int end, Found found) {
    if (phrase.marker() == OutputMarker.LOGIN) {
      promptDue = true;
    } else {
      found.sign(phrase.marker(), phrase.text(), end - phrase.text().length());
    }
  }
}

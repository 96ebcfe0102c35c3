package postern.gateway.command;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import postern.gateway.history.History;
import postern.gateway.history.LineText;
import postern.gateway.session.Ending;

/**
 * {@code wait REGEX}: until a line of the rendered text matches, unfinished lines such as prompts
 * included. The expressions are RE2's, whose time is linear in the text whatever they are.
 */
final class WaitVerb implements Verb<AtMachine> {
  private static final int NOT_SEEN = 5;
  private static final int LONGEST = 1_000;
  private static final int MOST_REPEATS = 1_000;
  private static final Duration USUAL = Duration.ofSeconds(60);
  private static final Duration MOST = Duration.ofDays(7);

  /** What is there already is looked at for so long even where the time is shorter. */
  private static final long LOOK_BACK = Duration.ofSeconds(2).toNanos();

  /** How far back the last boot or power act is looked for. */
  private static final long FAR = 16L << 20;

  private static final java.util.regex.Pattern REPEAT =
      java.util.regex.Pattern.compile("\\{(\\d*),?(\\d*)\\}");

  @Override
  public String name() {
    return "wait";
  }

  @Override
  public String usage() {
    return "REGEX [--timeout 60s] [--new]";
  }

  @Override
  public String about() {
    return "until a line matches, since the last boot or power act; --new: from now; else exit 5";
  }

  @Override
  public int run(AtMachine at, Words words, Out out) throws InterruptedException {
    Duration timeout = words.duration("--timeout").orElse(USUAL);
    boolean fresh = words.flag("--new");
    String regex = words.rest(1, 1).getFirst();
    if (timeout.compareTo(MOST) > 0) {
      throw new UsageFault("--timeout is at most 7d");
    }
    Pattern pattern = compile(regex);
    long began = System.nanoTime();
    long deadline = began + timeout.toNanos();
    try (Onlooker here = new Onlooker(at, "wait")) {
      Watch watch = new Watch(pattern, Math.max(deadline, began + LOOK_BACK), here);
      if (!fresh) {
        History history = here.history();
        long from = history.boots(1, here.joined(), FAR).lastStart();
        from = Math.max(from, here.joined() - FAR);
        history.read(from, here.joined(), watch);
      }
      Optional<Ending> ended = here.watch(watch, deadline);
      String found = watch.found;
      if (found != null) {
        out.line(Clean.cut(found, 10_000));
        return 0;
      }
      if (ended.isPresent()) {
        int exit = LogVerb.said(ended.get(), at, out);
        return exit == 0 ? 1 : exit;
      }
      out.error(
          "postern: "
              + at.name()
              + ": not seen in "
              + (timeout.toSeconds() > 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms")
              + ": "
              + Clean.cut(regex, LONGEST));
      return NOT_SEEN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Pattern compile(String regex) {
    if (regex.length() > LONGEST) {
      throw new UsageFault("the expression is longer than " + LONGEST + " characters");
    }
    long copies = 1;
    Matcher repeat = REPEAT.matcher(regex);
    while (repeat.find() && copies <= MOST_REPEATS) {
      String most = repeat.group(2).isEmpty() ? repeat.group(1) : repeat.group(2);
      copies *= most.isEmpty() || most.length() > 4 ? 1 : Math.max(1, Integer.parseInt(most));
    }
    if (copies > MOST_REPEATS) {
      throw new UsageFault("the expression repeats more than " + MOST_REPEATS + " times");
    }
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new UsageFault(
          "not a regular expression (RE2's, without look-around and back references): "
              + e.getDescription()
              + ": "
              + e.getPattern());
    }
  }

  /** Looks at every line as it is complete, and at the unfinished one after every piece. */
  private static final class Watch implements History.Sink {
    private final Pattern pattern;
    private final long deadline;
    private final Onlooker here;
    private final LineText text;
    private @Nullable String found;

    Watch(Pattern pattern, long deadline, Onlooker here) {
      this.pattern = pattern;
      this.deadline = deadline;
      this.here = here;
      this.text = here.history().text(line -> look(line.text()));
    }

    /** Blanks at a line's end are not in its text, yet a prompt's own blank is asked for. */
    private void look(String line) {
      if (found == null && (pattern.matcher(line).find() || pattern.matcher(line + " ").find())) {
        found = line;
      }
    }

    @Override
    public void said(ByteBuffer bytes, long start, Instant time) {
      text.feed(bytes, start, time);
      if (found == null) {
        text.standing().forEach(this::look);
      }
    }

    @Override
    public boolean done() {
      return found != null || System.nanoTime() - deadline >= 0 || here.over();
    }
  }
}

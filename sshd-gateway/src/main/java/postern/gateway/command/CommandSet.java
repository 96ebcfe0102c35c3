package postern.gateway.command;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.StoreFault;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ExitCode;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;
import postern.gateway.work.WorkPool;

/**
 * All commands of one kind of person: finds the verb, gives help, turns faults into one line.
 *
 * @param <C> what the verbs act on
 */
public final class CommandSet<C> {

  /** What follows these is typed at a machine. */
  private static final Set<String> SECRET = Set.of("send", "expect");

  private static final Set<String> SESSIONS = Set.of("send", "expect", "wait");
  private static final int LONGEST_WORD = 40;
  private static final int LONGEST_WORDS = 500;

  private static final Logger log = LoggerFactory.getLogger(CommandSet.class);

  private final Map<String, Command<C>> verbs = new LinkedHashMap<>();
  private final String who;
  private final String hint;
  private final Clock clock;

  /**
   * @param who how the command line begins, {@code ssh web1@console.host}
   * @param hint what people who typed an unknown command may have expected; may be empty
   */
  public CommandSet(String who, String hint, Clock clock, List<Command<C>> all) {
    this.who = who;
    this.hint = hint;
    this.clock = clock;
    all.forEach(verb -> verbs.put(verb.name(), verb));
  }

  /** What of a command line may be written down; of an unknown command only its first word. */
  public CommandEvents.Said said(String line) {
    String plain = line.strip();
    String first = plain.split("\\s", 2)[0];
    boolean known = verbs.containsKey(first) || first.equals("help") || first.equals("--help");
    boolean whole = known && !SECRET.contains(first);
    String words =
        whole
            ? PlainText.clean(plain, LONGEST_WORDS)
            : PlainText.clean(first, LONGEST_WORD) + (plain.length() > first.length() ? " …" : "");
    boolean follows = first.equals("log") && (plain + " ").contains(" --follow ");
    return new CommandEvents.Said(
        PlainText.clean(first, LONGEST_WORD), words, follows || SESSIONS.contains(first));
  }

  public int run(C on, String line, CommandOutput out) throws InterruptedException {
    try {
      return run(on, ShellWords.split(line), out);
    } catch (UsageFault fault) {
      out.error("postern: " + fault.getMessage());
      return ExitCode.WRONG_USE;
    }
  }

  public int run(C on, List<String> words, CommandOutput out) throws InterruptedException {
    if (words.isEmpty() || words.getFirst().equals("--help")) {
      help(out);
      return 0;
    }
    if (words.getFirst().equals("help")) {
      return help(words.subList(1, words.size()), out);
    }
    Command<C> verb = verbs.get(words.getFirst());
    if (verb == null) {
      return unknown(words.getFirst(), out);
    }
    List<String> rest = words.subList(1, words.size());
    if (asksForHelp(rest)) {
      help(verb, out);
      return 0;
    }
    try {
      return verb.run(on, new Arguments(rest, clock), out);
    } catch (UsageFault fault) {
      out.error(
          "postern: "
              + PlainText.clean(String.valueOf(fault.getMessage()))
              + "; usage: "
              + left(verb));
      return ExitCode.WRONG_USE;
    } catch (WorkPool.Full full) {
      out.error("postern: " + full.getMessage());
      return ExitCode.BUSY;
    } catch (Work.Stopped stopped) {
      out.error("postern: " + verb.name() + " was stopped before its end");
      return 1;
    } catch (StoreFault fault) {
      out.error("postern: " + fault.getMessage());
      return 1;
    } catch (java.io.UncheckedIOException fault) {
      log.warn("command failed verb={} why={}", verb.name(), fault.toString());
      out.error(
          "postern: "
              + String.valueOf(
                  java.util.Objects.requireNonNullElse(fault.getCause(), fault).getMessage()));
      return 1;
    }
  }

  /** After {@code --} it is a word like any other. */
  private static boolean asksForHelp(List<String> words) {
    int help = words.indexOf("--help");
    int literal = words.indexOf("--");
    return help >= 0 && (literal < 0 || help < literal);
  }

  private int unknown(String word, CommandOutput out) {
    out.error(
        "postern: unknown command "
            + PlainText.clean(word)
            + hint
            + "; commands are "
            + String.join(" ", verbs.keySet()));
    return ExitCode.WRONG_USE;
  }

  /** {@code help} alone, or {@code help VERB}. */
  private int help(List<String> words, CommandOutput out) {
    if (words.isEmpty() || asksForHelp(words)) {
      help(out);
      return 0;
    }
    Command<C> verb = verbs.get(words.getFirst());
    if (verb == null) {
      return unknown(words.getFirst(), out);
    }
    if (words.size() > 1) {
      out.error(
          "postern: too many words: " + PlainText.clean(words.get(1)) + "; usage: help [COMMAND]");
      return ExitCode.WRONG_USE;
    }
    help(verb, out);
    return 0;
  }

  private void help(Command<C> verb, CommandOutput out) {
    out.line("usage: " + who + " " + left(verb));
    out.line(verb.about());
  }

  private void help(CommandOutput out) {
    int width = verbs.values().stream().mapToInt(v -> left(v).length()).max().orElse(0);
    out.line("usage: " + who + " COMMAND, each with --help");
    for (Command<C> verb : verbs.values()) {
      out.line(String.format("  %-" + Math.min(width, 44) + "s  %s", left(verb), verb.about()));
    }
  }

  private static String left(Command<?> verb) {
    return (verb.name() + " " + verb.usage()).strip();
  }
}

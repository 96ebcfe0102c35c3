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
 * The commands of one audience. Finds the command, prints help and reports each fault in one line.
 *
 * @param <C> the context that the commands act in
 */
public final class CommandSet<C> {

  /** Commands whose arguments are typed at a machine, so that they are not recorded. */
  private static final Set<String> SECRET = Set.of("send", "expect");

  /** Commands that are sessions, which have events of their own. */
  private static final Set<String> SESSIONS = Set.of("send", "expect", "wait");

  private static final int LONGEST_WORD = 40;
  private static final int LONGEST_WORDS = 500;

  private static final Logger log = LoggerFactory.getLogger(CommandSet.class);

  private final Map<String, Command<C>> commands = new LinkedHashMap<>();
  private final String prefix;
  private final String hint;
  private final Clock clock;

  /**
   * @param prefix what a command line starts with, such as {@code ssh web1@console.host}
   * @param hint a hint for people who typed an unknown command; may be empty
   */
  public CommandSet(String prefix, String hint, Clock clock, List<Command<C>> all) {
    this.prefix = prefix;
    this.hint = hint;
    this.clock = clock;
    all.forEach(command -> commands.put(command.name(), command));
  }

  /**
   * Returns the part of a command line that may be recorded: for an unknown command its first word.
   */
  public CommandEvents.Said recordable(String line) {
    String plain = line.strip();
    String first = plain.split("\\s", 2)[0];
    boolean known = commands.containsKey(first) || first.equals("help") || first.equals("--help");
    boolean whole = known && !SECRET.contains(first);
    String words =
        whole
            ? PlainText.clean(plain, LONGEST_WORDS)
            : PlainText.clean(first, LONGEST_WORD) + (plain.length() > first.length() ? " …" : "");
    boolean follows = first.equals("log") && (plain + " ").contains(" --follow ");
    return new CommandEvents.Said(
        PlainText.clean(first, LONGEST_WORD), words, follows || SESSIONS.contains(first));
  }

  /** Runs a command line; returns its exit code. */
  public int run(C context, String line, CommandOutput out) throws InterruptedException {
    try {
      return run(context, ShellWords.split(line), out);
    } catch (UsageFault fault) {
      out.error("postern: " + fault.getMessage());
      return ExitCode.WRONG_USE;
    }
  }

  /** Runs a command line that was already split into words; returns its exit code. */
  public int run(C context, List<String> words, CommandOutput out) throws InterruptedException {
    if (words.isEmpty() || words.getFirst().equals("--help")) {
      help(out);
      return 0;
    }
    if (words.getFirst().equals("help")) {
      return help(words.subList(1, words.size()), out);
    }
    Command<C> command = commands.get(words.getFirst());
    if (command == null) {
      return unknown(words.getFirst(), out);
    }
    List<String> arguments = words.subList(1, words.size());
    if (asksForHelp(arguments)) {
      help(command, out);
      return 0;
    }
    try {
      return command.run(context, new Arguments(arguments, clock), out);
    } catch (UsageFault fault) {
      out.error(
          "postern: "
              + PlainText.clean(String.valueOf(fault.getMessage()))
              + "; usage: "
              + synopsis(command));
      return ExitCode.WRONG_USE;
    } catch (WorkPool.Full full) {
      out.error("postern: " + full.getMessage());
      return ExitCode.BUSY;
    } catch (Work.Stopped stopped) {
      out.error("postern: " + command.name() + " was stopped before it was done");
      return 1;
    } catch (StoreFault fault) {
      out.error("postern: " + fault.getMessage());
      return 1;
    } catch (java.io.UncheckedIOException fault) {
      log.warn("command failed command={} why={}", command.name(), fault.toString());
      out.error(
          "postern: "
              + String.valueOf(
                  java.util.Objects.requireNonNullElse(fault.getCause(), fault).getMessage()));
      return 1;
    }
  }

  /** Whether {@code --help} is an option here: after {@code --} it is not. */
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
            + String.join(" ", commands.keySet()));
    return ExitCode.WRONG_USE;
  }

  /** Runs {@code help} or {@code help COMMAND}. */
  private int help(List<String> words, CommandOutput out) {
    if (words.isEmpty() || asksForHelp(words)) {
      help(out);
      return 0;
    }
    Command<C> command = commands.get(words.getFirst());
    if (command == null) {
      return unknown(words.getFirst(), out);
    }
    if (words.size() > 1) {
      out.error(
          "postern: too many arguments: "
              + PlainText.clean(words.get(1))
              + "; usage: help [COMMAND]");
      return ExitCode.WRONG_USE;
    }
    help(command, out);
    return 0;
  }

  private void help(Command<C> command, CommandOutput out) {
    out.line("usage: " + prefix + " " + synopsis(command));
    out.line(command.about());
  }

  private void help(CommandOutput out) {
    int width =
        commands.values().stream().mapToInt(each -> synopsis(each).length()).max().orElse(0);
    out.line("usage: " + prefix + " COMMAND; COMMAND --help describes one of these");
    for (Command<C> command : commands.values()) {
      out.line(
          String.format(
              "  %-" + Math.min(width, 44) + "s  %s", synopsis(command), command.about()));
    }
  }

  private static String synopsis(Command<?> command) {
    return (command.name() + " " + command.usage()).strip();
  }
}

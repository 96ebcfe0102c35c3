package postern.gateway.command;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import postern.power.PowerAction;

/**
 * The arguments of a command. The command takes its options out one by one; {@link #rest} then
 * refuses every option that is left. {@code --name value} and {@code --name=value} mean the same.
 * After {@code --} nothing is an option.
 */
public final class Arguments {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final List<String> arguments;
  private final List<String> literal = new ArrayList<>();
  private final Set<String> known = new HashSet<>();
  private final Clock clock;

  public Arguments(List<String> arguments, Clock clock) {
    int end = arguments.indexOf("--");
    this.arguments = new ArrayList<>(end < 0 ? arguments : arguments.subList(0, end));
    if (end >= 0) {
      literal.addAll(arguments.subList(end + 1, arguments.size()));
    }
    this.clock = clock;
  }

  /** Takes an option without a value; returns whether it was given. */
  public boolean flag(String name) {
    known.add(name);
    return arguments.remove(name);
  }

  /** As {@link #flag}, but only before the first argument that is not an option. */
  public boolean leading(String name) {
    known.add(name);
    for (int i = 0; i < arguments.size() && arguments.get(i).length() > 1; i++) {
      if (arguments.get(i).equals(name)) {
        arguments.remove(i);
        return true;
      }
      if (!arguments.get(i).startsWith("-")) {
        return false;
      }
    }
    return false;
  }

  /** Takes those of these options that follow the last other argument. */
  public Set<String> trailing(String... names) {
    Set<String> taken = new HashSet<>();
    while (arguments.size() > 1 && List.of(names).contains(arguments.getLast())) {
      String name = arguments.removeLast();
      if (!taken.add(name)) {
        throw new UsageFault(name + " is given twice");
      }
    }
    known.addAll(taken);
    return taken;
  }

  /**
   * Returns the arguments that are left as a text, in which nothing is an option. To be called
   * after {@link #leading} and {@link #trailing}.
   */
  public List<String> text() {
    if (!arguments.isEmpty() && arguments.getFirst().startsWith("--")) {
      throw new UsageFault(
          "unknown option "
              + arguments.getFirst()
              + "; put -- before a text that starts like an option");
    }
    List<String> all = new ArrayList<>(arguments);
    all.addAll(literal);
    if (all.isEmpty()) {
      throw new UsageFault("arguments are missing");
    }
    return all;
  }

  /** Takes an option with a value. */
  public Optional<String> option(String name) {
    known.add(name);
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(name + "=")) {
        arguments.remove(i);
        return Optional.of(argument.substring(name.length() + 1));
      }
      if (argument.equals(name)) {
        if (i + 1 >= arguments.size() || arguments.get(i + 1).startsWith("--")) {
          throw new UsageFault(name + " needs a value");
        }
        arguments.remove(i);
        return Optional.of(arguments.remove(i));
      }
    }
    return Optional.empty();
  }

  /** Takes an option whose value is a whole number between two bounds. */
  public Optional<Integer> number(String name, int least, int most) {
    return option(name)
        .map(text -> {
          try {
            int n = Integer.parseInt(text);
            if (n >= least && n <= most) {
              return n;
            }
          } catch (NumberFormatException e) {
            // reported below
          }
          throw new UsageFault(
              name + " must be a whole number from " + least + " to " + most + ", not " + text);
        });
  }

  /** Takes an option whose value is a length of time, such as {@code 10m}. */
  public Optional<Duration> duration(String name) {
    return option(name).map(text -> parseDuration(name, text));
  }

  /** Takes an option whose value is a point in time: RFC 3339, a date, or an age such as 10m. */
  public Optional<Instant> instant(String name) {
    return option(name)
        .map(text -> {
          if (DURATION.matcher(text).matches()) {
            return clock.instant().minus(parseDuration(name, text));
          }
          try {
            Instant moment =
                text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
            return Instant.ofEpochMilli(moment.toEpochMilli()); // the precision of the record
          } catch (DateTimeException | ArithmeticException e) {
            throw new UsageFault(
                name
                    + " must be a time such as 2026-01-31T10:00:00Z, 2026-01-31 or 10m, not "
                    + text);
          }
        });
  }

  /**
   * Returns the arguments that are left after the options were taken.
   *
   * @throws UsageFault when there are fewer or more than these bounds, or an option is left
   */
  public List<String> rest(int least, int most) {
    for (String argument : arguments) {
      if (argument.startsWith("--")) {
        String name = argument.split("=", 2)[0];
        throw new UsageFault(
            known.contains(name) && name.equals(argument)
                ? name + " is given twice"
                : "unknown option " + argument);
      }
    }
    List<String> all = new ArrayList<>(arguments);
    all.addAll(literal);
    if (all.size() < least) {
      throw new UsageFault("arguments are missing");
    }
    if (all.size() > most) {
      throw new UsageFault("too many arguments: " + all.get(most));
    }
    return all;
  }

  /** Reads a length of time; the name is for the message. */
  public static Duration parseDuration(String name, String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      throw new UsageFault(
          name + " must be a length of time such as 90s, 10m, 2h or 1d, not " + text);
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  /** Reads the action of a {@code power} command. */
  public static PowerAction powerAction(String word) {
    return Stream.of(PowerAction.values())
        .filter(action -> action.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new UsageFault("power " + word + " is unknown; status on off cycle reset soft nmi"));
  }
}

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
 * The words behind a verb. Options are taken out one by one; {@link #rest} then refuses what nobody
 * asked for. {@code --name value} and {@code --name=value} are the same; after {@code --} nothing
 * is an option.
 */
public final class Arguments {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final List<String> words;
  private final List<String> literal = new ArrayList<>();
  private final Set<String> asked = new HashSet<>();
  private final Clock clock;

  public Arguments(List<String> words, Clock clock) {
    int end = words.indexOf("--");
    this.words = new ArrayList<>(end < 0 ? words : words.subList(0, end));
    if (end >= 0) {
      literal.addAll(words.subList(end + 1, words.size()));
    }
    this.clock = clock;
  }

  public boolean flag(String name) {
    asked.add(name);
    return words.remove(name);
  }

  /** As {@link #flag}, only in front of the first word that is no option. */
  public boolean leading(String name) {
    asked.add(name);
    for (int i = 0; i < words.size() && words.get(i).length() > 1; i++) {
      if (words.get(i).equals(name)) {
        words.remove(i);
        return true;
      }
      if (!words.get(i).startsWith("-")) {
        return false;
      }
    }
    return false;
  }

  /** Takes these options from behind the last other word, as people add them to a command. */
  public Set<String> trailing(String... names) {
    Set<String> taken = new HashSet<>();
    while (words.size() > 1 && List.of(names).contains(words.getLast())) {
      String name = words.removeLast();
      if (!taken.add(name)) {
        throw new UsageFault(name + " is there twice");
      }
    }
    asked.addAll(taken);
    return taken;
  }

  /** What is left once options around it were taken: a text, of which nothing is an option. */
  public List<String> text() {
    if (!words.isEmpty() && words.getFirst().startsWith("--")) {
      throw new UsageFault(
          "unknown option " + words.getFirst() + "; a text that begins so goes behind --");
    }
    List<String> all = new ArrayList<>(words);
    all.addAll(literal);
    if (all.isEmpty()) {
      throw new UsageFault("words are missing");
    }
    return all;
  }

  public Optional<String> option(String name) {
    asked.add(name);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith(name + "=")) {
        words.remove(i);
        return Optional.of(word.substring(name.length() + 1));
      }
      if (word.equals(name)) {
        if (i + 1 >= words.size() || words.get(i + 1).startsWith("--")) {
          throw new UsageFault(name + " wants a value");
        }
        words.remove(i);
        return Optional.of(words.remove(i));
      }
    }
    return Optional.empty();
  }

  public Optional<Integer> number(String name, int least, int most) {
    return option(name)
        .map(text -> {
          try {
            int n = Integer.parseInt(text);
            if (n >= least && n <= most) {
              return n;
            }
          } catch (NumberFormatException e) {
            // said below, with what would be right
          }
          throw new UsageFault(
              name + " wants a whole number from " + least + " to " + most + ", not " + text);
        });
  }

  public Optional<Duration> duration(String name) {
    return option(name).map(text -> parseDuration(name, text));
  }

  /** A point in time: RFC 3339, a date, or so long ago ({@code 10m}). */
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
            return Instant.ofEpochMilli(moment.toEpochMilli()); // as the record has times
          } catch (DateTimeException | ArithmeticException e) {
            throw new UsageFault(
                name
                    + " wants a time such as 2026-01-31T10:00:00Z, 2026-01-31 or 10m, not "
                    + text);
          }
        });
  }

  /** What is left once options were taken: at least and at most so many words. */
  public List<String> rest(int least, int most) {
    for (String word : words) {
      if (word.startsWith("--")) {
        String name = word.split("=", 2)[0];
        throw new UsageFault(
            asked.contains(name) && name.equals(word)
                ? name + " is there twice"
                : "unknown option " + word);
      }
    }
    List<String> all = new ArrayList<>(words);
    all.addAll(literal);
    if (all.size() < least) {
      throw new UsageFault("words are missing");
    }
    if (all.size() > most) {
      throw new UsageFault("too many words: " + all.get(most));
    }
    return all;
  }

  public static Duration parseDuration(String name, String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      throw new UsageFault(
          name + " wants a length of time such as 90s, 10m, 2h or 1d, not " + text);
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

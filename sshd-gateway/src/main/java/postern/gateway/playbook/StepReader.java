package postern.gateway.playbook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import postern.gateway.config.Section;
import postern.gateway.playbook.Playbook.Instruction;
import postern.gateway.playbook.Playbook.OnTimeout;
import postern.gateway.work.Expression;
import postern.power.PowerAction;

/** Reads what one step does, in this order: print a message, switch the power, type, wait. */
final class StepReader {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int LONGEST_SEND = 4096;

  private final Section table;
  private final Map<String, Integer> names;

  StepReader(Section table, Map<String, Integer> names) {
    this.table = table;
    this.names = names;
  }

  List<Instruction> instructions() {
    List<Instruction> instructions = new ArrayList<>();
    table.text("say").ifPresent(text -> instructions.add(new Instruction.Say(text)));
    power().ifPresent(instructions::add);
    table.text("profile").ifPresent(profile -> instructions.add(new Instruction.Boot(profile)));
    send().ifPresent(instructions::add);
    waits().ifPresent(instructions::add);
    return instructions;
  }

  private Optional<Instruction> power() {
    Optional<String> word = table.text("power");
    if (word.isPresent() && table.has("profile")) {
      table.fault(
          "power",
          table.title() + " has power and profile",
          "take power out: profile starts the machine");
    }
    Optional<PowerAction> action =
        word.flatMap(
            w -> Stream.of(PowerAction.values()).filter(a -> a.word().equals(w)).findAny());
    if (word.isPresent() && action.isEmpty()) {
      table.fault(
          "power",
          "power = \"" + word.get() + "\" is not known",
          "use on, off, cycle, reset, soft or nmi");
    }
    return action.map(Instruction.Power::new);
  }

  private Optional<Instruction> send() {
    Optional<String> text = table.text("send");
    if (text.isPresent() && (text.get().isEmpty() || text.get().length() > LONGEST_SEND)) {
      table.fault(
          "send",
          "send is empty or longer than " + LONGEST_SEND + " characters",
          "write send = \"text\\r\"");
    }
    return text.map(Instruction.Send::new);
  }

  private Optional<Instruction> waits() {
    Optional<Expression> pattern = pattern("wait");
    Duration timeout = table.duration("timeout").orElse(TIMEOUT);
    OnTimeout otherwise = onTimeout();
    if (!table.has("wait")) {
      for (String key : List.of("timeout", "on-timeout")) {
        if (table.has(key)) {
          table.fault(key, key + " without wait", "add wait = \"REGEX\" or take it out");
        }
      }
    }
    return pattern.map(p -> new Instruction.Wait(p, timeout, otherwise));
  }

  /** Returns the regular expression under this key; empty, with a fault, if it is not valid. */
  Optional<Expression> pattern(String key) {
    Optional<String> text = table.text(key);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Expression.compile(text.get()));
    } catch (Expression.Fault e) {
      table.fault(
          key,
          key + " is not a valid regular expression: " + e.why().replaceAll("\\p{Cntrl}", "?"),
          "put it in single quotes, and write \\ before a character that stands for itself");
      return Optional.empty();
    }
  }

  private OnTimeout onTimeout() {
    String word = table.text("on-timeout").orElse("fail").strip();
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "fail" -> new OnTimeout.Fail();
      case "next" -> new OnTimeout.Next();
      default -> {
        String[] parts = word.split("\\s+", 2);
        if (parts.length != 2 || !parts[0].equals("goto")) {
          table.fault(
              "on-timeout",
              "on-timeout = \"" + word + "\" is not known",
              "use fail, next or goto NAME");
          yield new OnTimeout.Fail();
        }
        yield new OnTimeout.Goto(step("on-timeout", parts[1]).orElse(0));
      }
    };
  }

  /** Returns the step that this key names. */
  OptionalInt target(String key) {
    Optional<String> label = table.text(key);
    return label.isEmpty() ? OptionalInt.empty() : step(key, label.get());
  }

  private OptionalInt step(String key, String label) {
    Integer at = names.get(label);
    if (at == null) {
      table.fault(
          key,
          key + " names the step \"" + label + "\", which is not there",
          "give a step name = \"" + label + "\"");
      return OptionalInt.empty();
    }
    return OptionalInt.of(at);
  }
}

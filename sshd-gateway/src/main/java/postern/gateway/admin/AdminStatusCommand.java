package postern.gateway.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import postern.audit.Health;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.machine.LiveMachine;
import postern.gateway.text.PlainText;
import postern.mux.LineState;

/** {@code status}: shows the state of the gateway; {@code --check} reports it as exit code. */
final class AdminStatusCommand implements Command<AdminContext> {
  private static final int WARNING = 1;
  private static final int BAD = 2;
  private static final int MOST_DAMAGE = 20;

  @Override
  public String name() {
    return "status";
  }

  @Override
  public String usage() {
    return "[--check]";
  }

  @Override
  public String about() {
    return "shows the state of the gateway; --check exits with 0 if it is well, 1 for a warning, 2 if it is bad";
  }

  @Override
  public int run(AdminContext context, Arguments arguments, CommandOutput out) {
    boolean check = arguments.flag("--check");
    arguments.rest(0, 0);
    List<String> warnings = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    var machines = context.acts().machines().all();
    List<LiveMachine> down =
        machines.stream()
            .filter(m -> m.console().status().line() instanceof LineState.Down)
            .toList();
    if (context.acts().health() instanceof Health.Failing(String why)) {
      bad.add("recording fails: " + why);
    }
    if (!down.isEmpty()) {
      warnings.add(down.size() + " of " + machines.size() + " consoles are down");
    }
    context.files().held().ifPresent(why -> warnings.add("removals are held: " + why));
    context.files().check().forEach(warnings::add);
    warnings.addAll(damage(context));
    out.line(
        "machines " + machines.size() + ", sessions " + context.acts().sessions().all().size());
    bad.forEach(line -> out.line("bad: " + line));
    warnings.forEach(line -> out.line("warning: " + line));
    out.line("note: the record is not proof against root: no checkpoints are kept off this host");
    int health = !bad.isEmpty() ? BAD : warnings.isEmpty() ? 0 : WARNING;
    return check ? health : 0;
  }

  private static List<String> damage(AdminContext context) {
    List<String> found = new ArrayList<>();
    try {
      var damage = context.acts().views().archive().damage();
      if (!damage.isEmpty()) {
        found.add(
            "the event log is damaged in "
                + damage.size()
                + (damage.size() == 1 ? " place" : " places"));
        damage.stream()
            .limit(MOST_DAMAGE)
            .map(one -> PlainText.clean(one.text()))
            .forEach(found::add);
      }
      context.acts().views().unsealed().stream()
          .limit(MOST_DAMAGE)
          .map(one -> PlainText.clean(one.text()))
          .forEach(found::add);
      for (Path kept : context.acts().views().setAside()) {
        found.add("set aside as damaged: " + PlainText.clean(kept.toString()));
      }
    } catch (IOException e) {
      found.add(
          "the data directory cannot be read: " + PlainText.clean(String.valueOf(e.getMessage())));
    }
    return found;
  }
}

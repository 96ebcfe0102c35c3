package postern.gateway.tenant;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import postern.gateway.act.ExitCode;
import postern.gateway.act.LiveSession;
import postern.gateway.act.PowerResult;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.UsageFault;
import postern.gateway.playbook.Playbook;
import postern.gateway.playbook.PlaybookFolder;
import postern.gateway.playbook.PlaybookRun;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.power.PowerAction;

/** {@code rescue [PLAYBOOK]}: runs an operator's playbook on the console and shows its output. */
final class RescueCommand implements Command<MachineContext> {
  private final PlaybookFolder playbooks;

  RescueCommand(PlaybookFolder playbooks) {
    this.playbooks = playbooks;
  }

  @Override
  public String name() {
    return "rescue";
  }

  @Override
  public String usage() {
    return "[--json|--csv] | PLAYBOOK [--force]";
  }

  @Override
  public String about() {
    return "runs a playbook with the keyboard (Ctrl-C stops it); without a name, lists them";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out)
      throws InterruptedException {
    boolean force = arguments.flag("--force");
    ListWriter list = ListWriter.of(arguments, out, "playbook", "steps", "about");
    List<String> rest = arguments.rest(0, 1);
    if (rest.isEmpty()) {
      return list(list, out);
    }
    if (list.forPrograms()) {
      throw new UsageFault("--json and --csv are for the list of playbooks");
    }
    Optional<PlaybookFolder.Read> read = playbooks.named(rest.getFirst());
    if (read.isEmpty()) {
      List<String> names = playbooks.all().stream().map(PlaybookFolder.Read::name).toList();
      throw new UsageFault(
          "there is no playbook "
              + rest.getFirst()
              + (names.isEmpty() ? "" : "; playbooks are " + String.join(" ", names)));
    }
    if (read.get().playbook().isEmpty()) {
      read.get()
          .faults()
          .forEach(fault -> out.error("postern: " + PlainText.clean(fault.text(), 500)));
      return 1;
    }
    return run(context, read.get().playbook().get(), force, out);
  }

  private int list(ListWriter list, CommandOutput out) {
    List<PlaybookFolder.Read> all = playbooks.all();
    if (all.isEmpty() && !list.forPrograms()) {
      out.line("there are no playbooks");
      return 0;
    }
    list.begin();
    for (PlaybookFolder.Read read : all) {
      list.row(
          PlainText.clean(read.name()),
          read.playbook().map(p -> p.steps().size()).orElse(0),
          read.playbook().map(Playbook::about).orElse("has faults and cannot be run"));
    }
    list.end();
    return 0;
  }

  private static int run(
      MachineContext context, Playbook playbook, boolean force, CommandOutput out)
      throws InterruptedException {
    return KeyboardLease.runInSession(
        context,
        force,
        out,
        (keyboard, session) -> {
          RunActs acts = new RunActs(context, playbook, session, force);
          RescueTerminal terminal = new RescueTerminal(context.channel(), session, out);
          PlaybookRun.End end = play(keyboard, context.console(), terminal, acts);
          int exit = report(context, playbook, end, out);
          return session.ending().map(ended -> ended.exit()).orElse(exit);
        });
  }

  private static PlaybookRun.End play(
      Attachment attachment, Console console, RescueTerminal terminal, RunActs acts)
      throws InterruptedException {
    var screen = console.screen();
    String line = screen.lines().get(screen.cursorRow());
    PlaybookRun.End end;
    try {
      end = new PlaybookRun(acts.playbook(), attachment, line, terminal, acts).run();
      terminal.finish();
    } catch (CommandOutput.Gone gone) {
      end = new PlaybookRun.End(1, "stopped: the client has gone");
    }
    acts.ended(end);
    return end;
  }

  private static int report(
      MachineContext context, Playbook playbook, PlaybookRun.End end, CommandOutput out) {
    String line =
        context.name() + ": rescue " + playbook.name() + ": " + PlainText.clean(end.why(), 300);
    if (end.exit() == 0) {
      out.line(line);
    } else {
      out.error("postern: " + line);
    }
    return end.exit();
  }

  /** The acts of a run, which it does as the person who started it. */
  private record RunActs(
      MachineContext context, Playbook playbook, LiveSession session, boolean force)
      implements PlaybookRun.Operations {
    @Override
    public void step(String line) {
      context.acts().rescue().step(session.who(), playbook.name(), line);
    }

    @Override
    public Work work(BooleanSupplier unwanted) {
      return context.acts().work().beginUncounted(context.actor().person(), unwanted);
    }

    @Override
    public PowerResult power(PowerAction action) {
      return context.acts().power().act(context.actor(), context.machine(), action, force);
    }

    @Override
    public PowerResult boot(String profile) {
      return context
          .acts()
          .power()
          .boot(context.actor(), context.machine(), Optional.of(profile), false, force);
    }

    void ended(PlaybookRun.End end) {
      boolean done = end.exit() == ExitCode.OK;
      context.acts().rescue().ended(session.who(), playbook.name(), done, end.why());
    }
  }
}

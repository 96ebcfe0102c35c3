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

/** {@code rescue [NAME]}: runs an operator's playbook on the console, visibly. */
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
    return "runs a playbook, with the keyboard; without a name it lists them; Ctrl-C stops it";
  }

  @Override
  public int run(MachineContext at, Arguments words, CommandOutput out)
      throws InterruptedException {
    boolean force = words.flag("--force");
    ListWriter list = ListWriter.of(words, out, "playbook", "steps", "about");
    List<String> rest = words.rest(0, 1);
    if (rest.isEmpty()) {
      return list(list, out);
    }
    if (list.streams()) {
      throw new UsageFault("--json and --csv are for the list; a playbook shows the console");
    }
    Optional<PlaybookFolder.Read> read = playbooks.named(rest.getFirst());
    if (read.isEmpty()) {
      List<String> names = playbooks.all().stream().map(PlaybookFolder.Read::name).toList();
      throw new UsageFault(
          "there is no playbook "
              + rest.getFirst()
              + (names.isEmpty() ? " and no other" : "; there are " + String.join(" ", names)));
    }
    if (read.get().playbook().isEmpty()) {
      read.get()
          .faults()
          .forEach(fault -> out.error("postern: " + PlainText.clean(fault.text(), 500)));
      return 1;
    }
    return run(at, read.get().playbook().get(), force, out);
  }

  private int list(ListWriter list, CommandOutput out) {
    List<PlaybookFolder.Read> all = playbooks.all();
    if (all.isEmpty() && !list.streams()) {
      out.line("there are no playbooks here");
      return 0;
    }
    list.begin();
    for (PlaybookFolder.Read read : all) {
      list.row(
          PlainText.clean(read.name()),
          read.playbook().map(p -> p.steps().size()).orElse(0),
          read.playbook().map(Playbook::about).orElse("has faults; it cannot be run"));
    }
    list.end();
    return 0;
  }

  private static int run(MachineContext at, Playbook playbook, boolean force, CommandOutput out)
      throws InterruptedException {
    return KeyboardLease.inSession(
        at,
        force,
        out,
        (keyboard, session) -> {
          RunActs acts = new RunActs(at, playbook, session, force);
          RescueTerminal stage = new RescueTerminal(at.channel(), session, out);
          PlaybookRun.End end = begin(keyboard, at.console(), stage, acts);
          int exit = say(at, playbook, end, out);
          return session.ending().map(ended -> ended.exit()).orElse(exit);
        });
  }

  private static PlaybookRun.End begin(
      Attachment attachment, Console console, RescueTerminal stage, RunActs acts)
      throws InterruptedException {
    var screen = console.screen();
    String line = screen.lines().get(screen.cursorRow());
    PlaybookRun.End end;
    try {
      end = new PlaybookRun(acts.playbook(), attachment, line, stage, acts).run();
      stage.finish();
    } catch (CommandOutput.Gone gone) {
      end = new PlaybookRun.End(1, "stopped: the client has gone");
    }
    acts.ended(end);
    return end;
  }

  private static int say(
      MachineContext at, Playbook playbook, PlaybookRun.End end, CommandOutput out) {
    String line =
        at.name() + ": rescue " + playbook.name() + ": " + PlainText.clean(end.why(), 300);
    if (end.exit() == 0) {
      out.line(line);
    } else {
      out.error("postern: " + line);
    }
    return end.exit();
  }

  /** What a run does in the name of its person. */
  private record RunActs(MachineContext at, Playbook playbook, LiveSession session, boolean force)
      implements PlaybookRun.Acts {
    @Override
    public void step(String line) {
      at.acts().rescue().step(session.who(), playbook.name(), line);
    }

    @Override
    public Work work(BooleanSupplier unwanted) {
      return at.acts().work().stay(at.actor().person(), unwanted);
    }

    @Override
    public PowerResult power(PowerAction action) {
      return at.acts().power().act(at.actor(), at.machine(), action, force);
    }

    @Override
    public PowerResult boot(String profile) {
      return at.acts().power().boot(at.actor(), at.machine(), Optional.of(profile), false, force);
    }

    void ended(PlaybookRun.End end) {
      boolean done = end.exit() == ExitCode.OK;
      at.acts().rescue().ended(session.who(), playbook.name(), done, end.why());
    }
  }
}

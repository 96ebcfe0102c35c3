package postern.gateway.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postern.audit.SessionRole;
import postern.gateway.access.Actor;
import postern.gateway.access.AttachOptions;
import postern.gateway.access.Destination;
import postern.gateway.access.LoginResolver;
import postern.gateway.act.Acts;
import postern.gateway.act.Attach;
import postern.gateway.act.CommandEvents;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.ExitCode;
import postern.gateway.act.MayAct;
import postern.gateway.admin.AdminCommands;
import postern.gateway.admin.AdminContext;
import postern.gateway.auditor.AuditCommands;
import postern.gateway.auditor.AuditContext;
import postern.gateway.command.Cancellation;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.SshOutput;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.Person;
import postern.gateway.machine.LiveMachine;
import postern.gateway.playbook.PlaybookFolder;
import postern.gateway.screens.AdminTextUi;
import postern.gateway.session.ConsoleSession;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.ssh.SessionHandler;
import postern.gateway.tenant.MachineContext;
import postern.gateway.tenant.MachinePicker;
import postern.gateway.tenant.OwnMachinesCommands;
import postern.gateway.tenant.OwnMachinesContext;
import postern.gateway.tenant.TenantCommands;

/**
 * Routes each session channel to what its login name stands for: the console or a command of a
 * machine, the admins' text UI or commands, the auditors' commands, or the list of the caller's
 * machines. The login name is resolved only among what the caller may see.
 */
public final class LoginRouter implements SessionHandler {
  private static final Duration ADMISSION_TIMEOUT = Duration.ofSeconds(5);

  private final Acts acts;
  private final RoleMonitor roleMonitor;
  private final AdminContext.FleetFiles files;
  private final TenantCommands tenantCommands;
  private final AdminCommands adminCommands;
  private final AuditCommands auditCommands;
  private final OwnMachinesCommands ownMachinesCommands;
  private final CommandEvents commandEvents;

  public LoginRouter(
      Acts acts, RoleMonitor roleMonitor, AdminContext.FleetFiles files, PlaybookFolder playbooks) {
    this.acts = acts;
    this.roleMonitor = roleMonitor;
    this.files = files;
    this.tenantCommands = new TenantCommands(acts.clock(), playbooks);
    this.adminCommands = new AdminCommands(acts.clock());
    this.auditCommands = new AuditCommands("ssh audit@console.host", acts.clock());
    this.ownMachinesCommands = new OwnMachinesCommands(acts.clock());
    this.commandEvents = acts.commands();
  }

  @Override
  public int serve(SessionChannel channel) throws InterruptedException {
    try {
      Caller caller = channel.caller();
      Optional<Integer> refused = refusal(channel);
      if (refused.isPresent()) {
        return refused.get();
      }
      List<Person> people = acts.access().people(caller);
      return route(
          channel, people, LoginResolver.resolve(acts.access().fleet(), people, caller.login()));
    } catch (CommandOutput.Gone gone) {
      return 1;
    }
  }

  private int route(SessionChannel channel, List<Person> people, Destination destination)
      throws InterruptedException {
    return switch (destination) {
      case Destination.AtMachine machine -> toMachine(channel, people, machine);
      case Destination.Admin(Person as) -> toAdmin(channel, as);
      case Destination.Auditor(Person as) -> toAuditor(channel, as);
      case Destination.MachineList() -> toMachineList(channel, people, 0);
      case Destination.Ambiguous(String name, List<String> all) -> {
        new SshOutput(channel)
            .error(
                "postern: several of your machines are called "
                    + name
                    + ": "
                    + String.join(", ", all)
                    + "; use TENANT/NAME");
        if (channel.command().isPresent()) {
          yield commandEvents.of(
              actorAtNoMachine(channel, people),
              Map.of("login", name),
              tenantCommands.recordable(channel.command().get()),
              () -> ExitCode.WRONG_USE);
        }
        yield channel.terminal().isPresent() && channel.command().isEmpty()
            ? toMachineList(channel, people, ExitCode.WRONG_USE)
            : ExitCode.WRONG_USE;
      }
      case Destination.NotFound(String name) -> notFound(channel, people, name);
    };
  }

  private int notFound(SessionChannel channel, List<Person> people, String name)
      throws InterruptedException {
    String words =
        channel.command().map(line -> tenantCommands.recordable(line).words()).orElse("");
    acts.refused(
        channel.caller(),
        Map.of("login", name, "reason", "no such machine, or not theirs", "words", words));
    if (channel.command().filter(LoginRouter::isList).isPresent()) {
      return toMachineList(channel, people, 0);
    }
    new SshOutput(channel).error("postern: " + name + ": no such machine, or not yours");
    return channel.terminal().isPresent() && channel.command().isEmpty()
        ? toMachineList(channel, people, ExitCode.NOT_PERMITTED)
        : ExitCode.NOT_PERMITTED;
  }

  /** Whether this is {@code list}, which concerns no machine and works with any login name. */
  private static boolean isList(String command) {
    return command.strip().equals("list") || command.strip().startsWith("list ");
  }

  /**
   * Waits until this key may do another act. Each channel and each console session writes an event,
   * so a key that opens too many of them is slowed and refused after 5 s.
   *
   * @return the exit code of a refusal, which was already reported; empty if the key may act
   */
  private Optional<Integer> refusal(SessionChannel channel) throws InterruptedException {
    long until = System.nanoTime() + ADMISSION_TIMEOUT.toNanos();
    MayAct may = acts.mayAct(channel.caller().fingerprint());
    while (may != MayAct.YES && !channel.closed() && System.nanoTime() < until) {
      channel.await(Duration.ofMillis(100));
      may = acts.mayAct(channel.caller().fingerprint());
    }
    return switch (may) {
      case YES -> Optional.empty();
      case TOO_OFTEN -> {
        acts.refused(channel.caller(), Map.of("reason", "too many sessions and commands"));
        new SshOutput(channel)
            .error("postern: too many sessions and commands with this key; try again in a while");
        yield Optional.of(ExitCode.BUSY);
      }
      case NOT_RECORDED -> {
        new SshOutput(channel)
            .error("postern: nothing can be recorded just now, the event log is behind; try again");
        yield Optional.of(ExitCode.NOT_RECORDED);
      }
    };
  }

  private int toMachineList(SessionChannel channel, List<Person> people, int exit)
      throws InterruptedException {
    List<LiveMachine> own =
        LoginResolver.visible(acts.access().fleet(), people).stream()
            .flatMap(destination -> acts.machines().machine(destination.machine()).stream())
            .toList();
    SshOutput out = new SshOutput(channel);
    if (channel.command().isPresent() || channel.terminal().isEmpty()) {
      String command = channel.command().orElse("list");
      return commandEvents.of(
          actorAtNoMachine(channel, people),
          Map.of(),
          ownMachinesCommands.recordable(command),
          () -> ownMachinesCommands.run(new OwnMachinesContext(own), command, out));
    }
    Optional<LiveMachine> chosen = new MachinePicker(channel, own).pick();
    if (chosen.isEmpty()) {
      return exit;
    }
    MachineEntry machine = chosen.get().entry();
    List<Person> now = acts.access().people(channel.caller());
    Optional<Person> as = LoginResolver.as(now, machine);
    return as.isPresent() && acts.machines().machine(machine).equals(chosen)
        ? toConsole(channel, chosen.get(), as.get(), AttachOptions.NONE)
        : notFound(channel, now, machine.name());
  }

  /** The actor of a command that concerns no machine: any of the people the key stands for. */
  private static Actor actorAtNoMachine(SessionChannel channel, List<Person> people) {
    Caller caller = channel.caller();
    return new Actor(
        people.isEmpty() ? "" : people.getFirst().fullName(), caller.use(), false, false);
  }

  /** Reports a wrong login name of an existing machine, and writes the event of the command. */
  private int wrongUse(SessionChannel channel, Person as, MachineEntry machine, String why)
      throws InterruptedException {
    new SshOutput(channel).error("postern: " + why);
    return channel.command().isEmpty()
        ? ExitCode.WRONG_USE
        : commandEvents.of(
            Actor.of(channel.caller(), as),
            eventFields(machine),
            tenantCommands.recordable(channel.command().get()),
            () -> ExitCode.WRONG_USE);
  }

  private static Map<String, String> eventFields(MachineEntry machine) {
    return Map.of("machine", machine.name(), "tenant", machine.tenant());
  }

  private int toMachine(
      SessionChannel channel, List<Person> people, Destination.AtMachine destination)
      throws InterruptedException {
    Optional<LiveMachine> live = acts.machines().machine(destination.machine());
    if (live.isEmpty()) {
      return notFound(channel, people, destination.machine().name());
    }
    return switch (AttachOptions.parse(destination.suffixes())) {
      case AttachOptions.Parsed.Wrong(String why) ->
          wrongUse(channel, destination.as(), destination.machine(), why);
      case AttachOptions.Parsed.Options(AttachOptions options) ->
          toPort(channel, live.get(), destination.as(), options);
    };
  }

  private int toPort(SessionChannel channel, LiveMachine machine, Person as, AttachOptions options)
      throws InterruptedException {
    if (machine.console(options.port()).isEmpty()) {
      return wrongUse(
          channel,
          as,
          machine.entry(),
          machine.entry().name()
              + " has no port "
              + options.port()
              + "; it has "
              + machine.consoles().keySet());
    }
    if (channel.command().isEmpty()) {
      return toConsole(channel, machine, as, options);
    }
    Actor actor = Actor.of(channel.caller(), as);
    String command = channel.command().get();
    MachineContext context = new MachineContext(acts, machine, options, actor, channel);
    return commandEvents.of(
        actor,
        eventFields(machine.entry()),
        tenantCommands.recordable(command),
        () ->
            roleMonitor.runAs(
                actor,
                channel,
                () -> tenantCommands.run(context, command, new SshOutput(channel))));
  }

  private int toConsole(
      SessionChannel channel, LiveMachine machine, Person as, AttachOptions options)
      throws InterruptedException {
    Actor actor = Actor.of(channel.caller(), as);
    boolean mayType = actor.mayType(options);
    ConsoleActs console =
        acts.openConsole(
            new Attach.Request(actor, machine, options.port(), SessionRole.WATCHER, mayType),
            as,
            channel::wake);
    ConsoleSession session = new ConsoleSession(channel, console, options, acts.clock());
    int exit = roleMonitor.runAs(actor, channel, session::run);
    if (!session.wantsOtherMachine()) {
      return exit;
    }
    Optional<Integer> refused = refusal(channel);
    return refused.isPresent()
        ? refused.get()
        : toMachineList(channel, acts.access().people(channel.caller()), exit);
  }

  private int toAdmin(SessionChannel channel, Person as) throws InterruptedException {
    Actor actor = Actor.of(channel.caller(), as);
    return roleMonitor.runAs(actor, channel, () -> toAdmin(channel, as, actor));
  }

  private int toAdmin(SessionChannel channel, Person as, Actor actor) throws InterruptedException {
    if (channel.command().isPresent()) {
      String command = channel.command().get();
      return commandEvents.of(
          actor,
          Map.of(),
          adminCommands.recordable(command),
          () ->
              adminCommands.run(
                  new AdminContext(acts, actor, files), command, new SshOutput(channel)));
    }
    if (channel.terminal().isEmpty()) {
      new SshOutput(channel)
          .error("postern: the text UI needs a terminal (ssh -t); or give a command");
      return ExitCode.WRONG_USE;
    }
    return new AdminTextUi(acts, actor, files)
        .serve(channel, machine -> enterConsole(channel, machine, as));
  }

  private int enterConsole(SessionChannel channel, LiveMachine machine, Person as)
      throws InterruptedException {
    Optional<Integer> refused = refusal(channel);
    return refused.isPresent()
        ? refused.get()
        : toConsole(channel, machine, as, AttachOptions.NONE);
  }

  private int toAuditor(SessionChannel channel, Person as) throws InterruptedException {
    Actor actor = Actor.of(channel.caller(), as);
    Optional<String> tenant = as.tenant().isEmpty() ? Optional.empty() : Optional.of(as.tenant());
    AuditContext context =
        new AuditContext(
            acts.views()::archive,
            () -> acts.work().begin(actor.person(), new Cancellation(channel)),
            tenant,
            (what, about) -> acts.views().looked(actor, what, about));
    String command = channel.command().orElse("help");
    return commandEvents.of(
        actor,
        Map.of(),
        auditCommands.recordable(command),
        () ->
            roleMonitor.runAs(
                actor, channel, () -> auditCommands.run(context, command, new SshOutput(channel))));
  }
}

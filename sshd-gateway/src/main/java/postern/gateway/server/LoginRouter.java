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
import postern.gateway.command.ChannelOutput;
import postern.gateway.command.CommandOutput;
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

/** Brings each session channel to where its login name leads, within what its caller may see. */
public final class LoginRouter implements SessionHandler {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Acts acts;
  private final RoleMonitor roles;
  private final AdminContext.FleetFiles files;
  private final TenantCommands tenantCommands;
  private final AdminCommands adminCommands;
  private final AuditCommands auditCommands;
  private final OwnMachinesCommands lobbyCommands;
  private final CommandEvents record;

  public LoginRouter(
      Acts acts, RoleMonitor roles, AdminContext.FleetFiles files, PlaybookFolder playbooks) {
    this.acts = acts;
    this.roles = roles;
    this.files = files;
    this.tenantCommands = new TenantCommands(acts.clock(), playbooks);
    this.adminCommands = new AdminCommands(acts.clock());
    this.auditCommands = new AuditCommands("ssh audit@console.host", acts.clock());
    this.lobbyCommands = new OwnMachinesCommands(acts.clock());
    this.record = acts.commands();
  }

  @Override
  public int serve(SessionChannel channel) throws InterruptedException {
    try {
      Caller caller = channel.caller();
      Optional<Integer> refused = refusedNow(channel);
      if (refused.isPresent()) {
        return refused.get();
      }
      List<Person> people = acts.access().people(caller);
      return lead(
          channel, people, LoginResolver.resolve(acts.access().fleet(), people, caller.login()));
    } catch (CommandOutput.Gone gone) {
      return 1;
    }
  }

  private int lead(SessionChannel channel, List<Person> people, Destination destination)
      throws InterruptedException {
    return switch (destination) {
      case Destination.AtMachine at -> atMachine(channel, people, at);
      case Destination.AdminDesk(Person as) -> admin(channel, as);
      case Destination.AuditDesk(Person as) -> audit(channel, as);
      case Destination.Lobby() -> lobby(channel, people, 0);
      case Destination.Ambiguous(String name, List<String> all) -> {
        new ChannelOutput(channel)
            .error(
                "postern: several of your machines are called "
                    + name
                    + ": "
                    + String.join(", ", all)
                    + "; use TENANT/NAME");
        if (channel.command().isPresent()) {
          yield record.of(
              nobody(channel, people),
              Map.of("login", name),
              tenantCommands.said(channel.command().get()),
              () -> ExitCode.WRONG_USE);
        }
        yield channel.terminal().isPresent() && channel.command().isEmpty()
            ? lobby(channel, people, ExitCode.WRONG_USE)
            : ExitCode.WRONG_USE;
      }
      case Destination.Nowhere(String name) -> nowhere(channel, people, name);
    };
  }

  private int nowhere(SessionChannel channel, List<Person> people, String name)
      throws InterruptedException {
    String words = channel.command().map(line -> tenantCommands.said(line).words()).orElse("");
    acts.refused(
        channel.caller(),
        Map.of("login", name, "reason", "no such machine, or not theirs", "words", words));
    if (channel.command().filter(LoginRouter::listsOwn).isPresent()) {
      return lobby(channel, people, 0);
    }
    new ChannelOutput(channel).error("postern: " + name + ": no such machine, or not yours");
    return channel.terminal().isPresent() && channel.command().isEmpty()
        ? lobby(channel, people, ExitCode.NOT_PERMITTED)
        : ExitCode.NOT_PERMITTED;
  }

  /** {@code list} names no machine, so whatever login name an ssh client sent with it will do. */
  private static boolean listsOwn(String command) {
    return command.strip().equals("list") || command.strip().startsWith("list ");
  }

  /**
   * Each channel and each console entered is written down, so each key has a limit on them: beyond
   * it they wait, and after 5 s they are refused.
   */
  private Optional<Integer> refusedNow(SessionChannel channel) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    MayAct may = acts.mayAct(channel.caller().fingerprint());
    while (may != MayAct.YES && !channel.closed() && System.nanoTime() < until) {
      channel.await(Duration.ofMillis(100));
      may = acts.mayAct(channel.caller().fingerprint());
    }
    return switch (may) {
      case YES -> Optional.empty();
      case TOO_OFTEN -> {
        acts.refused(channel.caller(), Map.of("reason", "too many sessions and commands"));
        new ChannelOutput(channel)
            .error("postern: too many sessions and commands with this key; try again in a while");
        yield Optional.of(ExitCode.BUSY);
      }
      case NOT_RECORDED -> {
        new ChannelOutput(channel)
            .error("postern: nothing can be recorded just now, the event log is behind; try again");
        yield Optional.of(ExitCode.NOT_RECORDED);
      }
    };
  }

  private int lobby(SessionChannel channel, List<Person> people, int exit)
      throws InterruptedException {
    List<LiveMachine> own =
        LoginResolver.visible(acts.access().fleet(), people).stream()
            .flatMap(at -> acts.machines().machine(at.machine()).stream())
            .toList();
    ChannelOutput out = new ChannelOutput(channel);
    if (channel.command().isPresent() || channel.terminal().isEmpty()) {
      String command = channel.command().orElse("list");
      return record.of(
          nobody(channel, people),
          Map.of(),
          lobbyCommands.said(command),
          () -> lobbyCommands.run(new OwnMachinesContext(own), command, out));
    }
    Optional<LiveMachine> chosen = new MachinePicker(channel, own).pick();
    if (chosen.isEmpty()) {
      return exit;
    }
    MachineEntry machine = chosen.get().entry();
    List<Person> now = acts.access().people(channel.caller());
    Optional<Person> as = LoginResolver.as(now, machine);
    return as.isPresent() && acts.machines().machine(machine).equals(chosen)
        ? console(channel, chosen.get(), as.get(), AttachOptions.NONE)
        : nowhere(channel, now, machine.name());
  }

  /** Somebody who is at no machine, so as whom does not matter. */
  private static Actor nobody(SessionChannel channel, List<Person> people) {
    Caller caller = channel.caller();
    return new Actor(
        people.isEmpty() ? "" : people.getFirst().fullName(), caller.use(), false, false);
  }

  /** A command that the way to its machine was wrong for. */
  private int wrongUse(SessionChannel channel, Person as, MachineEntry machine, String why)
      throws InterruptedException {
    new ChannelOutput(channel).error("postern: " + why);
    return channel.command().isEmpty()
        ? ExitCode.WRONG_USE
        : record.of(
            Actor.of(channel.caller(), as),
            where(machine),
            tenantCommands.said(channel.command().get()),
            () -> ExitCode.WRONG_USE);
  }

  private static Map<String, String> where(MachineEntry machine) {
    return Map.of("machine", machine.name(), "tenant", machine.tenant());
  }

  private int atMachine(SessionChannel channel, List<Person> people, Destination.AtMachine at)
      throws InterruptedException {
    Optional<LiveMachine> live = acts.machines().machine(at.machine());
    if (live.isEmpty()) {
      return nowhere(channel, people, at.machine().name());
    }
    return switch (AttachOptions.parse(at.suffixes())) {
      case AttachOptions.Parsed.Wrong(String why) -> wrongUse(channel, at.as(), at.machine(), why);
      case AttachOptions.Parsed.Options(AttachOptions options) ->
          atPort(channel, live.get(), at.as(), options);
    };
  }

  private int atPort(SessionChannel channel, LiveMachine machine, Person as, AttachOptions options)
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
      return console(channel, machine, as, options);
    }
    Actor actor = Actor.of(channel.caller(), as);
    String command = channel.command().get();
    MachineContext at = new MachineContext(acts, machine, options, actor, channel);
    return record.of(
        actor,
        where(machine.entry()),
        tenantCommands.said(command),
        () ->
            roles.as(
                actor, channel, () -> tenantCommands.run(at, command, new ChannelOutput(channel))));
  }

  private int console(SessionChannel channel, LiveMachine machine, Person as, AttachOptions options)
      throws InterruptedException {
    Actor actor = Actor.of(channel.caller(), as);
    boolean mayType = actor.mayType() && !options.watch();
    ConsoleActs console =
        acts.openConsole(
            new Attach.Request(actor, machine, options.port(), SessionRole.WATCHER, mayType),
            as,
            channel::wake);
    ConsoleSession session = new ConsoleSession(channel, console, options, acts.clock());
    int exit = roles.as(actor, channel, session::run);
    if (!session.elsewhere()) {
      return exit;
    }
    Optional<Integer> refused = refusedNow(channel);
    return refused.isPresent()
        ? refused.get()
        : lobby(channel, acts.access().people(channel.caller()), exit);
  }

  private int admin(SessionChannel channel, Person as) throws InterruptedException {
    Actor actor = Actor.of(channel.caller(), as);
    return roles.as(actor, channel, () -> admin(channel, as, actor));
  }

  private int admin(SessionChannel channel, Person as, Actor actor) throws InterruptedException {
    if (channel.command().isPresent()) {
      String command = channel.command().get();
      return record.of(
          actor,
          Map.of(),
          adminCommands.said(command),
          () ->
              adminCommands.run(
                  new AdminContext(acts, actor, files), command, new ChannelOutput(channel)));
    }
    if (channel.terminal().isEmpty()) {
      new ChannelOutput(channel)
          .error("postern: the control room needs a terminal (ssh -t), or say a command");
      return ExitCode.WRONG_USE;
    }
    return new AdminTextUi(acts, actor, files)
        .serve(channel, machine -> enter(channel, machine, as));
  }

  private int enter(SessionChannel channel, LiveMachine machine, Person as)
      throws InterruptedException {
    Optional<Integer> refused = refusedNow(channel);
    return refused.isPresent() ? refused.get() : console(channel, machine, as, AttachOptions.NONE);
  }

  private int audit(SessionChannel channel, Person as) throws InterruptedException {
    Actor actor = Actor.of(channel.caller(), as);
    Optional<String> tenant = as.tenant().isEmpty() ? Optional.empty() : Optional.of(as.tenant());
    AuditContext desk =
        new AuditContext(
            acts.views()::archive,
            () -> acts.work().begin(actor.person(), new Cancellation(channel)),
            tenant,
            (what, about) -> acts.views().looked(actor, what, about));
    String command = channel.command().orElse("help");
    return record.of(
        actor,
        Map.of(),
        auditCommands.said(command),
        () ->
            roles.as(
                actor,
                channel,
                () -> auditCommands.run(desk, command, new ChannelOutput(channel))));
  }
}

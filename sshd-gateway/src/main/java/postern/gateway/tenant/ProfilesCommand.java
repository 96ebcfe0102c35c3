package postern.gateway.tenant;

import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.config.ProfileSettings;

/** {@code profiles}: lists the boot profiles, with the current one and the one for later starts. */
final class ProfilesCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "profiles";
  }

  @Override
  public String usage() {
    return "[--json|--csv]";
  }

  @Override
  public String about() {
    return "lists the boot profiles: the one in force and the one kept for later starts";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    ListWriter list = ListWriter.of(arguments, out, "profile", "in_force", "kept");
    arguments.rest(0, 0);
    String running = context.machine().profile().orElse(ProfileSettings.DEFAULT);
    String kept = context.acts().power().persistentProfile(context.machine());
    list.begin();
    for (String name : BootCommand.names(context)) {
      list.row(name, name.equals(running), name.equals(kept));
    }
    list.end();
    return 0;
  }
}

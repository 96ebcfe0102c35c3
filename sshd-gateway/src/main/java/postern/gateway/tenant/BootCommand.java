package postern.gateway.tenant;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.PowerReport;
import postern.gateway.command.UsageFault;
import postern.gateway.config.ProfileSettings;

/** {@code boot [PROFILE] [--keep]}: starts or restarts the machine in a boot profile. */
final class BootCommand implements Command<MachineContext> {
  @Override
  public String name() {
    return "boot";
  }

  @Override
  public String usage() {
    return "[PROFILE] [--keep] [--force]";
  }

  @Override
  public String about() {
    return "starts or restarts the machine in a boot profile, once or (--keep) from now on";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out) {
    boolean keep = arguments.flag("--keep");
    boolean force = arguments.flag("--force");
    List<String> rest = arguments.rest(0, 1);
    Optional<String> profile = rest.stream().findFirst().map(w -> w.toLowerCase(Locale.ROOT));
    if (profile.isPresent() && !known(context, profile.get())) {
      throw new UsageFault(
          "there is no profile "
              + profile.get()
              + "; profiles are "
              + String.join(" ", names(context)));
    }
    if (keep && profile.isEmpty()) {
      throw new UsageFault("--keep needs a PROFILE");
    }
    return PowerReport.write(
        context.name(),
        context.acts().power().boot(context.actor(), context.machine(), profile, keep, force),
        out);
  }

  private static boolean known(MachineContext context, String profile) {
    return profile.equals(ProfileSettings.DEFAULT)
        || context.machine().entry().profiles().containsKey(profile);
  }

  /** Returns the names of all profiles of the machine, the default first. */
  static List<String> names(MachineContext context) {
    List<String> names = new java.util.ArrayList<>(List.of(ProfileSettings.DEFAULT));
    context.machine().entry().profiles().keySet().stream().sorted().forEach(names::add);
    return names;
  }
}

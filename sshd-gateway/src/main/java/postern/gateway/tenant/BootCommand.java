package postern.gateway.tenant;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.UsageFault;
import postern.gateway.config.ProfileSettings;

/** {@code boot [PROFILE] [--keep]}: starts or restarts, once or from now on, in that profile. */
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
    return "starts or restarts it in that boot profile, once or (--keep) from now on";
  }

  @Override
  public int run(MachineContext at, Arguments words, CommandOutput out) {
    boolean keep = words.flag("--keep");
    boolean force = words.flag("--force");
    List<String> rest = words.rest(0, 1);
    Optional<String> profile = rest.stream().findFirst().map(w -> w.toLowerCase(Locale.ROOT));
    if (profile.isPresent() && !known(at, profile.get())) {
      throw new UsageFault(
          "no profile " + profile.get() + "; there are " + String.join(" ", names(at)));
    }
    if (keep && profile.isEmpty()) {
      throw new UsageFault("--keep wants the profile to keep");
    }
    return PowerCommand.say(
        at, at.acts().power().boot(at.actor(), at.machine(), profile, keep, force), out);
  }

  private static boolean known(MachineContext at, String profile) {
    return profile.equals(ProfileSettings.DEFAULT)
        || at.machine().entry().profiles().containsKey(profile);
  }

  /** All profiles of the machine, the one without a profile first. */
  static List<String> names(MachineContext at) {
    List<String> names = new java.util.ArrayList<>(List.of(ProfileSettings.DEFAULT));
    at.machine().entry().profiles().keySet().stream().sorted().forEach(names::add);
    return names;
  }
}

package postern.gateway.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import postern.power.MachineAddress;
import postern.power.UmlSettings;

/** Applies a boot profile to a machine's settings. */
public final class ProfileSettings {
  /** The name for no profile: the machine as configured. */
  public static final String DEFAULT = "default";

  private ProfileSettings() {}

  /**
   * Returns the machine with another command, or with words added to its kernel's {@code -append}.
   *
   * @throws IllegalArgumentException if there is no {@code -append} to add to
   */
  static MachineAddress.Qemu apply(
      MachineAddress.Qemu qemu, Optional<List<String>> command, Optional<String> append) {
    List<String> words = new ArrayList<>(command.orElse(qemu.command()));
    if (append.isPresent()) {
      int at = words.indexOf("-append") + 1;
      if (at == 0 || at == words.size()) {
        throw new IllegalArgumentException("append needs an -append in the machine's command");
      }
      words.set(at, (words.get(at) + " " + append.get()).strip());
    }
    return new MachineAddress.Qemu(qemu.name(), words, qemu.monitor(), qemu.console());
  }

  /**
   * Returns the settings with the profile's values; {@code append} is added, the others are
   * replaced.
   */
  static UmlSettings apply(UmlSettings settings, Map<String, String> profile) {
    Optional<Path> initrd = Optional.ofNullable(profile.get("initrd")).map(Path::of);
    Optional<Path> disk = Optional.ofNullable(profile.get("disk")).map(Path::of);
    Optional<String> net = Optional.ofNullable(profile.get("net"));
    return new UmlSettings(
        settings.umid(),
        Optional.ofNullable(profile.get("kernel")).map(Path::of).orElse(settings.kernel()),
        initrd.or(settings::initrd),
        disk.or(settings::disk),
        profile.getOrDefault("memory", settings.memory()),
        (settings.append() + " " + profile.getOrDefault("append", "")).strip(),
        net.or(settings::net),
        settings.runDir(),
        settings.console());
  }
}

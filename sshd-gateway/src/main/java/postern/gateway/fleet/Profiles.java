package postern.gateway.fleet;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import postern.power.UmlSettings;

/** What a boot profile makes of a machine's settings. */
public final class Profiles {
  private Profiles() {}

  /** The settings with what differs in the profile; {@code append} is added, all else replaced. */
  public static UmlSettings apply(UmlSettings settings, Map<String, String> profile) {
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

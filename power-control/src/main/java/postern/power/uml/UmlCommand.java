package postern.power.uml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postern.power.UmlSettings;
import postern.power.posix.Posix;

/**
 * The command line that starts a guest. A guest consists of several host processes. It runs in a
 * process namespace of its own, because killing the first process of a namespace is the only sure
 * way to end them all.
 */
final class UmlCommand {
  /**
   * Runs the kernel as a child of the namespace's first process and hides the shell's message about
   * its end. The first process of a namespace cannot end itself by a signal, as a panicking kernel
   * does, and would use a processor for ever.
   */
  private static final String AS_CHILD = "exec 4>&2 2>/dev/null; (exec \"$@\" 2>&4 4>&-); exit $?";

  private UmlCommand() {}

  static List<String> of(UmlSettings settings) {
    List<String> words = new ArrayList<>();
    Optional<UmlSettings.Tap> tap = settings.tap();
    Optional<Path> namespace = tap.flatMap(UmlSettings.Tap::namespace);
    boolean otherUser = namespace.isPresent() && inAnotherUserNamespace(namespace.get());
    namespace.ifPresent(net -> words.addAll(enter(net, otherUser)));
    words.addAll(List.of("unshare", "--pid", "--fork", "--kill-child"));
    if (Posix.effectiveUser() != 0 && !otherUser) {
      words.addAll(List.of("--user", "--map-current-user"));
    }
    words.addAll(List.of("--", "sh", "-c", AS_CHILD, "sh"));
    // With a randomised heap the kernel adds up to 1 GB "to account for exec-shield gap". With a
    // large gap it sometimes hangs when it boots again after a restart.
    words.addAll(List.of("setarch", "-R", settings.kernel().toString()));
    words.addAll(kernelWords(settings));
    tap.ifPresent(one -> words.add("eth0=tuntap," + one.device()));
    // The last words take precedence, so the operator's come last.
    words.addAll(List.of(settings.append().strip().split("\\s+")));
    words.removeIf(String::isEmpty);
    return List.copyOf(words);
  }

  private static List<String> kernelWords(UmlSettings settings) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "mem=" + settings.memory(),
                "umid=" + settings.umid(),
                "uml_dir=" + settings.runDir().toAbsolutePath().normalize() + "/",
                "con0=fd:0,fd:1",
                "con=null",
                "ssl=null",
                "console=tty0",
                // KernelLineEndings recognises the kernel's lines by their time stamps.
                "printk.time=1"));
    settings.initrd().ifPresent(file -> words.add("initrd=" + file.toAbsolutePath()));
    settings.disk().ifPresent(file -> words.add("ubd0=" + file.toAbsolutePath()));
    if (settings.disk().isPresent() && settings.initrd().isEmpty()) {
      words.add("root=/dev/ubda");
    }
    return words;
  }

  private static List<String> enter(Path net, boolean otherUser) {
    List<String> words = new ArrayList<>(List.of("nsenter"));
    if (otherUser) {
      words.add("--user=" + net.resolveSibling("user"));
      words.add("--preserve-credentials");
    }
    words.addAll(List.of("--net=" + net, "--"));
    return words;
  }

  /** In /proc and in the demo, the file of the owning user namespace is beside it. */
  private static boolean inAnotherUserNamespace(Path net) {
    Path user = net.resolveSibling("user");
    try {
      return Files.exists(user)
          && !Files.getAttribute(user, "unix:ino")
              .equals(Files.getAttribute(Path.of("/proc/self/ns/user"), "unix:ino"));
    } catch (IOException e) {
      return false;
    }
  }

  /** Says what the guest needs and the host does not have; empty if nothing is missing. */
  static Optional<String> missing(UmlSettings settings) {
    Path socket =
        settings.runDir().toAbsolutePath().normalize().resolve(settings.umid() + "/mconsole");
    if (socket.toString().length() > Posix.LONGEST_SOCKET_PATH - 4) {
      return Optional.of("run-dir is too long for a socket: " + socket);
    }
    if (!Files.isExecutable(settings.kernel())) {
      return Optional.of("kernel " + settings.kernel() + " does not exist or is not executable");
    }
    return missing("initrd", settings.initrd())
        .or(() -> missing("disk", settings.disk()))
        .or(() -> missing("network namespace", settings.tap().flatMap(UmlSettings.Tap::namespace)));
  }

  private static Optional<String> missing(String what, Optional<Path> file) {
    return file.filter(path -> !Files.exists(path))
        .map(path -> what + " " + path + " does not exist");
  }
}

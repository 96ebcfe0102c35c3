package postern.power.keeper;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.power.posix.Posix;

/**
 * The program {@code postern keeper DIR}. A directory has one keeper at a time. The file {@code
 * keeper.pid} in it is locked by the keeper and contains its process id.
 */
public final class KeeperMain {
  static final String CONTROL = "control";
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(60);

  private KeeperMain() {}

  public static void main(String[] args) {
    System.exit(run(List.of(args)));
  }

  /** Runs the keeper until it ends. Returns the exit code: 0, 1 for a failure, 2 for wrong use. */
  public static int run(List<String> args) {
    if (args.size() != 1) {
      System.err.println("usage: postern keeper DIR");
      return 2;
    }
    Path directory = Path.of(args.getFirst()).toAbsolutePath().normalize();
    Posix.umask(0077);
    try {
      Files.createDirectories(directory);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      return runLocked(directory);
    } catch (IOException e) {
      System.err.println("postern keeper: " + directory + ": " + e.getMessage());
      return 1;
    }
  }

  private static int runLocked(Path directory) throws IOException {
    Path pid = directory.resolve("keeper.pid");
    try (FileChannel file =
            FileChannel.open(pid, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = file.tryLock()) {
      if (lock == null) {
        System.err.printf(
            "postern keeper: %s is in use by the keeper with process id %s%n",
            directory, readPid(directory).map(String::valueOf).orElse("unknown"));
        return 1;
      }
      file.truncate(0);
      file.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"));
      new Keeper(directory.resolve(CONTROL), IDLE_LIMIT.toNanos()).run();
      return 0;
    }
  }

  /** The process id of the last keeper of this directory, which may have ended. */
  static Optional<Long> readPid(Path directory) {
    try {
      return Optional.of(Long.valueOf(Files.readString(directory.resolve("keeper.pid")).strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}

package postern.gateway.playbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import postern.gateway.config.ConfigurationReader;
import postern.gateway.config.Fault;
import postern.gateway.config.PlainFile;

/** The folder of playbooks, each in a file {@code NAME.toml}. It is read at each call. */
public final class PlaybookFolder {
  private static final String END = ".toml";
  private static final int LARGEST = 64 << 10;
  private static final int MOST = 500;

  private final Path dir;

  public PlaybookFolder(Path dir) {
    this.dir = dir;
  }

  /** A playbook as it was read; the playbook is present only if it has no faults. */
  public record Read(String name, Optional<Playbook> playbook, List<Fault> faults) {}

  /** Returns all playbooks by name, or none if there is no such folder. */
  public List<Read> all() {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .filter(file -> name(file).endsWith(END) && !name(file).startsWith("."))
          .sorted()
          .limit(MOST)
          .map(PlaybookFolder::read)
          .toList();
    } catch (IOException e) {
      Fault fault = new Fault(dir, 1, "the folder of playbooks cannot be read", "make it readable");
      return List.of(new Read("", Optional.empty(), List.of(fault)));
    }
  }

  /** Returns the playbook of this name, if there is a file for it. */
  public Optional<Read> named(String name) {
    return all().stream().filter(read -> read.name().equals(name)).findFirst();
  }

  public List<Fault> faults() {
    return all().stream().flatMap(read -> read.faults().stream()).toList();
  }

  /** Returns the faults of all playbooks of this {@code postern.toml}, if it can be read. */
  public static List<Fault> faultsOf(Path configuration) {
    return ConfigurationReader.read(configuration)
        .configuration()
        .map(read -> new PlaybookFolder(read.playbooks()).faults())
        .orElse(List.of());
  }

  private static Read read(Path file) {
    String name = name(file).substring(0, name(file).length() - END.length());
    try {
      return PlaybookReader.read(file, name, PlainFile.text(file, LARGEST));
    } catch (PlainFile.Unreadable e) {
      return refused(file, name, e.wrong(), e.right());
    } catch (NoSuchFileException e) {
      return refused(file, name, "the playbook has just been removed", "say it again");
    }
  }

  private static Read refused(Path file, String name, String wrong, String right) {
    return new Read(name, Optional.empty(), List.of(new Fault(file, 1, wrong, right)));
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}

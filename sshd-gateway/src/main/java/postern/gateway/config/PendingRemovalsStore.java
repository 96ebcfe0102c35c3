package postern.gateway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pending removals, in a folder of the data directory, so that a restart does not confirm them.
 * It holds the texts from which the machines and people were read, and a list of the entries that
 * are still in effect.
 */
final class PendingRemovalsStore {
  private static final Logger LOG = LoggerFactory.getLogger(PendingRemovalsStore.class);
  private static final String LIST = "list";
  private static final int LARGEST_LIST = 32 << 20;

  private final Path folder;

  /** The file and text from which each entry was read, by its key. */
  private final Map<String, Source> sources = new HashMap<>();

  private PendingRemovals saved = PendingRemovals.NONE;

  PendingRemovalsStore(Path dataDir) {
    this.folder = dataDir.resolve("fleet-held");
  }

  private record Source(Path file, String text) {
    String name() {
      return PublicKeyEntry.fingerprint((file + "\0" + text).getBytes(StandardCharsets.UTF_8))
              .replaceAll("[^A-Za-z0-9]", "-")
          + ".toml";
    }
  }

  /** Returns the removals that were pending when the last gateway ended. Damaged ones are lost. */
  PendingRemovals load(FleetReader reader) {
    Map<String, MachineEntry> machines = new TreeMap<>();
    Map<String, Person> people = new TreeMap<>();
    try {
      Map<String, FleetFile> read = new HashMap<>();
      for (String line : PlainFile.text(folder.resolve(LIST), LARGEST_LIST).lines().toList()) {
        String[] words = line.split("\t", -1);
        if (words.length == 4) {
          FleetFile from = read.computeIfAbsent(words[0], name -> text(name, words[1], reader));
          Source source = new Source(from.path(), from.text());
          from.machines().stream()
              .map(FleetFile.MachineAt::machine)
              .filter(each -> FleetChange.machineKey(each).equals(words[2]))
              .forEach(each -> machines.put(each.fullName(), each));
          from.people().stream()
              .map(PersonReader.PersonAt::person)
              .filter(each -> FleetChange.personKey(each).equals(words[2]))
              .forEach(each -> people.put(each.fullName(), only(each, words[3])));
          sources.put(words[2], source);
        }
      }
    } catch (NoSuchFileException e) {
      return PendingRemovals.NONE;
    } catch (PlainFile.Unreadable e) {
      LOG.warn("pending removals are lost why={}", e.wrong());
    }
    saved = new PendingRemovals(machines, people);
    return saved;
  }

  private FleetFile text(String name, String path, FleetReader reader) {
    Path file = Path.of(path);
    try {
      return reader.alone(file, PlainFile.text(folder.resolve(name), FleetFolder.LARGEST));
    } catch (NoSuchFileException | PlainFile.Unreadable e) {
      LOG.warn("pending removals are lost file={} why={}", path, e.getMessage());
      return new FleetFile(file, "", List.of(), List.of(), List.of());
    }
  }

  /** Returns the person with no more keys than were stored. */
  private static Person only(Person person, String fingerprints) {
    Set<String> lost =
        person.keys().stream().map(PublicKeyEntry::fingerprint).collect(Collectors.toSet());
    lost.removeAll(Arrays.asList(fingerprints.split(",", -1)));
    return person.without(lost);
  }

  /**
   * Stores the pending removals.
   *
   * @param files the file of each entry until now
   * @param texts the texts of those files until now
   */
  void store(PendingRemovals waiting, Map<String, Path> files, Map<Path, String> texts) {
    Set<String> keys = new HashSet<>();
    waiting.machines().values().forEach(each -> keys.add(FleetChange.machineKey(each)));
    waiting.people().values().forEach(each -> keys.add(FleetChange.personKey(each)));
    sources.keySet().retainAll(keys);
    for (String key : keys) {
      Path file = files.get(key);
      String text = file == null ? null : texts.get(file);
      if (file != null && text != null) {
        sources.putIfAbsent(key, new Source(file, text));
      }
    }
    if (!waiting.equals(saved)) {
      saved = waiting;
      try {
        write(waiting);
      } catch (IOException e) {
        LOG.warn("pending removals are not stored for a restart why={}", e.toString());
      }
    }
  }

  private void write(PendingRemovals waiting) throws IOException {
    Files.createDirectories(folder);
    StringBuilder list = new StringBuilder();
    waiting.machines().values().forEach(each -> line(list, FleetChange.machineKey(each), ""));
    waiting
        .people()
        .values()
        .forEach(each ->
            line(
                list,
                FleetChange.personKey(each),
                each.keys().stream()
                    .map(PublicKeyEntry::fingerprint)
                    .collect(Collectors.joining(","))));
    Set<String> kept = new HashSet<>(Set.of(LIST));
    for (Source each : Set.copyOf(sources.values())) {
      kept.add(each.name());
      if (!Files.exists(folder.resolve(each.name()))) {
        write(folder.resolve(each.name()), each.text());
      }
    }
    write(folder.resolve(LIST), list.toString());
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        if (!kept.contains(file.getFileName().toString())) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private void line(StringBuilder list, String key, String keys) {
    Source source = sources.get(key);
    if (source != null) {
      list.append(source.name()).append('\t').append(source.file()).append('\t');
      list.append(key).append('\t').append(keys).append('\n');
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel out =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}

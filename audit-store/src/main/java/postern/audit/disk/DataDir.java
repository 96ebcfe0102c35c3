package postern.audit.disk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import postern.audit.RecordedConsole;
import postern.audit.StoreFault;

/** The layout of a data directory, and the steps that make a change in it durable. */
public record DataDir(Path root) {
  /** The content of the file {@code format}. */
  private static final String FORMAT = "postern-data 1";

  private static final int MAX_NAME = 200;

  public Path journals() {
    return root.resolve("journal");
  }

  public Path segments() {
    return root.resolve("segments");
  }

  public Path events() {
    return root.resolve("events");
  }

  /** Returns the path of the index without the ending that H2 adds. */
  public Path index() {
    return root.resolve("index");
  }

  public Path checkpoint() {
    return root.resolve("checkpoint");
  }

  public Path lockFile() {
    return root.resolve("lock");
  }

  public Path reserve() {
    return root.resolve("reserve");
  }

  /** Returns the folder for native libraries, which is created again at each start. */
  public Path nativeLibraries() {
    return root.resolve("native");
  }

  private Path format() {
    return root.resolve("format");
  }

  /** Returns whether this is a data directory. */
  public boolean exists() {
    return Files.isRegularFile(format())
        || (Files.isDirectory(events()) && Files.isDirectory(journals()));
  }

  /** Creates what is missing, accessible to the owner only. */
  public void create() throws IOException {
    createDir(root);
    createDir(journals());
    createDir(segments());
    createDir(events());
    setAsideUnlessFile(lockFile());
    setAsideUnlessFile(reserve());
    setAsideUnlessFile(checkpoint());
    setAsideUnlessFile(checkpoint().resolveSibling("checkpoint.tmp"));
    setAsideUnlessFile(format());
    setAsideUnlessFile(root.resolve("format.tmp"));
    for (Path path : children(root)) {
      if (name(path).startsWith("index.") && !name(path).contains(".damaged")) {
        setAsideUnlessFile(path);
      }
    }
    if (Files.exists(format())) {
      String found = firstLine(format());
      if (found.equals(FORMAT)) {
        return;
      }
      if (found.matches("postern-data \\d+")) {
        throw new StoreFault(
            StoreFault.Kind.DAMAGED,
            root + " has a data format that this version does not know (" + FORMAT + ")");
      }
      SetAside.move(format(), "it names no format");
    }
    Path temp = root.resolve("format.tmp");
    Files.writeString(temp, FORMAT + "\n", UTF_8);
    replace(temp, format());
  }

  /** Returns the start of a small file, or the empty string if it is empty or unreadable. */
  private static String firstLine(Path file) {
    try (FileChannel in = RegularFile.open(file)) {
      ByteBuffer some = ByteBuffer.allocate(64);
      in.read(some);
      return ISO_8859_1.decode(some.flip()).toString().strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** Sets aside what is not a regular file. */
  private static void setAsideUnlessFile(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path)) {
      SetAside.move(path, "it is not a regular file");
    }
  }

  private static void createDir(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      if (Files.exists(dir, LinkOption.NOFOLLOW_LINKS)) {
        SetAside.move(dir, "it is not a folder");
      }
      Files.createDirectories(dir);
    }
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
  }

  /** Returns the folder of a console's segments. */
  public Path segmentsOf(RecordedConsole console) {
    return segments()
        .resolve(encode(console.tenant()))
        .resolve(encode(console.machine()))
        .resolve(Integer.toString(console.port()));
  }

  /** Returns the consoles that have a folder of segments. */
  public List<RecordedConsole> consolesWithSegments() throws IOException {
    List<RecordedConsole> found = new ArrayList<>();
    for (Path tenant : children(segments())) {
      for (Path machine : children(tenant)) {
        for (Path port : children(machine)) {
          if (name(port).matches("\\d{1,9}") && encoded(name(tenant)) && encoded(name(machine))) {
            found.add(
                new RecordedConsole(
                    decode(name(tenant)), decode(name(machine)), Integer.parseInt(name(port))));
          }
        }
      }
    }
    return found;
  }

  /** Returns whether {@link #encode} may have returned this name. */
  private static boolean encoded(String name) {
    return name.matches("(?:[a-z0-9._-]|%[0-9A-F]{2})+");
  }

  /** Returns the entries of a folder by name, or none if there is no such folder. */
  public static List<Path> children(Path dir) throws IOException {
    if (!Files.isDirectory(dir)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(dir)) {
      return all.sorted().toList();
    }
  }

  public static String name(Path path) {
    return Objects.requireNonNull(path.getFileName()).toString();
  }

  /** Creates a folder and its parents, and forces each entry to disk. */
  public static void createDurable(Path dir) throws IOException {
    if (Files.isDirectory(dir)) {
      return;
    }
    Path parent = Objects.requireNonNull(dir.getParent());
    createDurable(parent);
    try {
      Files.createDirectory(
          dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException e) {
      return; // another thread has created it
    }
    force(parent);
  }

  /** Moves a finished temporary file to its place, so that it survives a power loss. */
  public static void replace(Path temp, Path target) throws IOException {
    try (FileChannel file = FileChannel.open(temp, StandardOpenOption.WRITE)) {
      file.force(true);
    }
    Files.move(temp, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(Objects.requireNonNull(target.getParent()));
  }

  /** Forces the entries of a folder to disk. */
  public static void force(Path dir) throws IOException {
    try (FileChannel folder = FileChannel.open(dir, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Returns a file name for any text; special characters become %XX. */
  static String encode(String text) {
    StringBuilder name = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
      if (plain && !(c == '.' && name.isEmpty())) {
        name.append(c);
      } else {
        name.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new StoreFault(
          StoreFault.Kind.CALLER, "a name of " + text.length() + " characters cannot be recorded");
    }
    return name.toString();
  }

  static String decode(String name) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '%' && i + 2 < name.length()) {
        text.write(HexFormat.fromHexDigits(name, i + 1, i + 3));
        i += 2;
      } else {
        text.write(c);
      }
    }
    return text.toString(UTF_8);
  }
}

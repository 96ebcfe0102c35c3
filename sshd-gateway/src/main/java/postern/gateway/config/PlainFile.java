package postern.gateway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads files that people write. It reads regular files only, so that it never waits for a FIFO,
 * socket or device, and never more than a limit.
 */
public final class PlainFile {
  private static final int TRIES = 3;
  private static final long BETWEEN_TRIES = 20_000_000;

  private PlainFile() {}

  /** The file exists and cannot be read. The message says what is wrong. */
  public static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;
    private final String right;

    Unreadable(String wrong, String right) {
      super(wrong);
      this.right = right;
    }

    public String wrong() {
      return String.valueOf(getMessage());
    }

    /** Returns what would be right. */
    public String right() {
      return right;
    }
  }

  /**
   * Returns the whole file as it was at one moment.
   *
   * @throws NoSuchFileException if there is no file with this name
   * @throws Unreadable for every other fault
   */
  public static byte[] bytes(Path file, int most) throws NoSuchFileException, Unreadable {
    try {
      for (int i = 0; i < TRIES; i++) {
        BasicFileAttributes before = regular(file, most);
        byte[] read = upTo(file, most + 1);
        BasicFileAttributes after = regular(file, most);
        if (same(before, after) && read.length == after.size()) {
          return read;
        }
        LockSupport.parkNanos(BETWEEN_TRIES);
      }
      throw new Unreadable(
          "the file changes while it is read", "write a temporary file and rename it");
    } catch (NoSuchFileException e) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new Unreadable("the link is broken", "correct the link or remove it");
      }
      throw e;
    } catch (Unreadable e) {
      throw e;
    } catch (IOException e) {
      throw new Unreadable(
          "the file cannot be read: " + e.getClass().getSimpleName(),
          "let the gateway's user read it");
    }
  }

  /** Returns the same as text. */
  public static String text(Path file, int most) throws NoSuchFileException, Unreadable {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(file, most)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new Unreadable("the file is not UTF-8", "save it as UTF-8");
    }
  }

  private static BasicFileAttributes regular(Path file, int most) throws IOException {
    BasicFileAttributes about = Files.readAttributes(file, BasicFileAttributes.class);
    if (!about.isRegularFile()) {
      throw new Unreadable(
          about.isDirectory() ? "it is a folder" : "it is not a regular file",
          "put a regular file there, or remove it");
    }
    if (about.size() > most) {
      throw new Unreadable("the file is larger than " + (most >> 10) + " KiB", "split it");
    }
    return about;
  }

  private static boolean same(BasicFileAttributes one, BasicFileAttributes other) {
    return one.size() == other.size()
        && one.lastModifiedTime().equals(other.lastModifiedTime())
        && Objects.equals(one.fileKey(), other.fileKey());
  }

  /** Reads up to a limit, whatever size the file reports, since it may grow. */
  private static byte[] upTo(Path file, int most) throws IOException {
    byte[] all = new byte[8192];
    int length = 0;
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      while (length < most) {
        if (length == all.length) {
          all = Arrays.copyOf(all, Math.min(most, all.length * 4));
        }
        int got = in.read(ByteBuffer.wrap(all, length, all.length - length));
        if (got < 0) {
          break;
        }
        length += got;
      }
    }
    return Arrays.copyOf(all, length);
  }
}

package postern.power.keeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.IntConsumer;
import postern.power.posix.Posix;

/** A unix socket in a private mode that hands each new connection on. */
record ListeningSocket(int fd, Path path, IntConsumer accepted) implements Poller.Descriptor {
  /** Takes the place of a dead socket of that name; anything else there is a fault. */
  static ListeningSocket open(Path path, IntConsumer accepted) throws IOException {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > Posix.LONGEST_SOCKET_PATH) {
      throw new IOException(
          path + ": a socket's path can have " + Posix.LONGEST_SOCKET_PATH + " bytes at most");
    }
    removeDeadSocket(path);
    int fd = Posix.socket(Posix.SOCK_STREAM | Posix.SOCK_NONBLOCK);
    int answer = fd < 0 ? fd : Posix.bind(fd, path.toString());
    answer = answer < 0 ? answer : Posix.listen(fd, 16);
    if (answer < 0) {
      Posix.close(fd);
      throw new IOException(path + ": no socket there: " + Posix.words(answer));
    }
    return new ListeningSocket(fd, path, accepted);
  }

  private static void removeDeadSocket(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException(path + ": is in the way of a socket, and is not one itself");
    }
    int probe = Posix.socket(Posix.SOCK_STREAM);
    int answer = Posix.connect(probe, path.toString());
    Posix.close(probe);
    if (answer == 0) {
      throw new IOException(path + ": another process serves this socket");
    }
    Files.delete(path);
  }

  @Override
  public int wanted() {
    return Posix.POLLIN;
  }

  @Override
  public void ready(int events) {
    int connection = Posix.accept(fd);
    if (connection >= 0) {
      accepted.accept(connection);
    }
  }

  void unlink() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      Keeper.LOG.warn("console socket stays path={} reason={}", path, e.getMessage());
    }
  }
}

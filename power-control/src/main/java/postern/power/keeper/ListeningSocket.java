package postern.power.keeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.IntConsumer;
import postern.power.posix.Posix;

/** A listening unix socket that passes each new connection on. Its mode follows from the umask. */
record ListeningSocket(int fd, Path path, IntConsumer accepted) implements Poller.Descriptor {
  /** Replaces a socket on which nothing listens. Fails if anything else has that path. */
  static ListeningSocket open(Path path, IntConsumer accepted) throws IOException {
    if (path.toString().getBytes(StandardCharsets.UTF_8).length > Posix.LONGEST_SOCKET_PATH) {
      throw new IOException(
          path + ": the path of a socket has at most " + Posix.LONGEST_SOCKET_PATH + " bytes");
    }
    removeDeadSocket(path);
    int fd = Posix.socket(Posix.SOCK_STREAM | Posix.SOCK_NONBLOCK);
    int answer = fd < 0 ? fd : Posix.bind(fd, path.toString());
    answer = answer < 0 ? answer : Posix.listen(fd, 16);
    if (answer < 0) {
      Posix.close(fd);
      throw new IOException(path + ": cannot listen on this socket: " + Posix.message(answer));
    }
    return new ListeningSocket(fd, path, accepted);
  }

  private static void removeDeadSocket(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException(path + ": exists and is not a socket");
    }
    int probe = Posix.socket(Posix.SOCK_STREAM);
    int answer = Posix.connect(probe, path.toString());
    Posix.close(probe);
    if (answer == 0) {
      throw new IOException(path + ": another process listens on this socket");
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
      Keeper.LOG.warn("console socket not removed path={} reason={}", path, e.getMessage());
    }
  }
}

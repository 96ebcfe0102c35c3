package postern.power.uml;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import postern.power.posix.Posix;

/**
 * The mconsole socket of a User-Mode Linux guest. The protocol is that of the kernel's
 * arch/um/drivers/mconsole_user.c. A request is a datagram with magic, version 2, length and text.
 * An answer has error, more, length and text, and is followed by another one while more is set.
 *
 * <p>The guest sends its answer to the address of the client's socket. That socket is created
 * beside the guest's own, because the guest's user has access to that directory.
 */
final class ControlSocket {
  private static final int MAGIC = 0xcafebabe;
  private static final int VERSION = 2;
  private static final int REQUEST_TEXT = 512;
  private static final int REPLY_BYTES = 12 + 4096;
  private static final int LONGEST_ANSWER = 64 * 1024;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path path;

  ControlSocket(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  Path path() {
    return path;
  }

  record Reply(boolean accepted, String text) {}

  /** Nothing listens on the socket, so the guest does not run. */
  static final class NotListening extends IOException {
    private static final long serialVersionUID = 1L;

    NotListening(String why) {
      super(why);
    }
  }

  /**
   * Sends a command and waits for the whole answer. The exchange has a platform thread of its own,
   * because its system calls would pin a virtual thread.
   */
  Reply ask(String command, Duration limit) throws IOException {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("mconsole")
        .start(() -> {
          try {
            reply.complete(exchange(command, limit));
          } catch (IOException | RuntimeException e) {
            reply.completeExceptionally(e);
          }
        });
    try {
      return reply.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for an answer from " + path, e);
    }
  }

  private Reply exchange(String command, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    if (!Files.exists(path)) {
      throw new NotListening(path + " does not exist: the guest is not running");
    }
    int fd = Posix.socket(Posix.SOCK_DGRAM | Posix.SOCK_NONBLOCK);
    Path own = null;
    try (Arena arena = Arena.ofConfined()) {
      own = bind(fd);
      connect(fd);
      send(fd, command, arena);
      return receive(fd, end, arena);
    } finally {
      Posix.close(fd);
      if (own != null) {
        Files.deleteIfExists(own);
      }
    }
  }

  private Path bind(int fd) throws IOException {
    String name = "a-" + HexFormat.of().toHexDigits(RANDOM.nextLong()).substring(0, 6);
    Path preferred = path.resolveSibling(name);
    int answer = Posix.bind(fd, checked(preferred));
    Path own = preferred;
    if (answer < 0) {
      own = Path.of(System.getProperty("java.io.tmpdir"), "postern-" + name);
      answer = Posix.bind(fd, checked(own));
    }
    if (answer < 0) {
      throw new IOException(
          own + ": cannot create the socket for the answer: " + Posix.message(answer));
    }
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx-w--w-"));
    return own;
  }

  private static String checked(Path path) throws IOException {
    String text = path.toString();
    if (text.getBytes(StandardCharsets.UTF_8).length > Posix.LONGEST_SOCKET_PATH) {
      throw new IOException(
          path + ": the path of a socket has at most " + Posix.LONGEST_SOCKET_PATH + " bytes");
    }
    return text;
  }

  private void connect(int fd) throws IOException {
    int answer = Posix.connect(fd, checked(path));
    if (answer == -Posix.ECONNREFUSED || answer == -Posix.ENOENT) {
      throw new NotListening("nothing listens on " + path + ": the guest is not running");
    }
    if (answer < 0) {
      throw new IOException(path + ": " + Posix.message(answer));
    }
  }

  private void send(int fd, String command, Arena arena) throws IOException {
    byte[] text = command.getBytes(StandardCharsets.UTF_8);
    if (text.length >= REQUEST_TEXT) {
      throw new IOException("the command has " + REQUEST_TEXT + " bytes or more");
    }
    MemorySegment request = arena.allocate(12 + REQUEST_TEXT, 4);
    request.set(ValueLayout.JAVA_INT, 0, MAGIC);
    request.set(ValueLayout.JAVA_INT, 4, VERSION);
    request.set(ValueLayout.JAVA_INT, 8, text.length);
    MemorySegment.copy(text, 0, request, ValueLayout.JAVA_BYTE, 12, text.length);
    int answer = Posix.send(fd, request, 12L + text.length);
    if (answer < 0) {
      throw new IOException(path + ": " + Posix.message(answer));
    }
  }

  private Reply receive(int fd, long end, Arena arena) throws IOException {
    MemorySegment entry = arena.allocate(8, 4);
    MemorySegment reply = arena.allocate(REPLY_BYTES, 4);
    StringBuilder text = new StringBuilder();
    while (true) {
      long left = (end - System.nanoTime()) / 1_000_000;
      entry.set(ValueLayout.JAVA_INT, 0, fd);
      entry.set(ValueLayout.JAVA_SHORT, 4, (short) Posix.POLLIN);
      if (left <= 0 || Posix.poll(entry, 1, (int) left) == 0) {
        throw new IOException(path + ": the guest did not answer in time");
      }
      int got = Posix.read(fd, reply);
      if (got == -Posix.EAGAIN || got == -Posix.EINTR) {
        continue;
      }
      if (got < 12) {
        throw new IOException(path + ": the guest's answer is malformed");
      }
      text.append(text(reply, got));
      boolean more = reply.get(ValueLayout.JAVA_INT, 4) != 0;
      if (!more || text.length() > LONGEST_ANSWER) {
        return new Reply(reply.get(ValueLayout.JAVA_INT, 0) == 0, text.toString());
      }
    }
  }

  /** The length in the reply is not trusted: it is limited to the bytes that were received. */
  private static String text(MemorySegment reply, int got) {
    int claimed = reply.get(ValueLayout.JAVA_INT, 8);
    int length = Math.max(0, Math.min(claimed, got - 12));
    byte[] bytes = reply.asSlice(12, length).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(bytes, StandardCharsets.UTF_8);
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }
}

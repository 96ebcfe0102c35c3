package postern.power.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The master of a new pseudo-terminal, raw and non-blocking, with 80 columns and 24 rows. The slave
 * is not opened here but by the child: it would become the controlling terminal of a JVM that leads
 * its session.
 *
 * @param fd the master; closed by its owner
 * @param slave the path of the slave
 */
public record PtyMaster(int fd, String slave) {
  private static final MethodHandle OPENPT = Posix.find("posix_openpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle GRANTPT = Posix.find("grantpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle UNLOCKPT = Posix.find("unlockpt", JAVA_INT, JAVA_INT);
  private static final MethodHandle PTSNAME =
      Posix.find("ptsname_r", JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle TCGETATTR =
      Posix.find("tcgetattr", JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle TCSETATTR =
      Posix.find("tcsetattr", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle MAKERAW =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("cfmakeraw"),
              FunctionDescriptor.ofVoid(ADDRESS));
  private static final MethodHandle WINDOW_SIZE =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("ioctl"),
              FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
              Linker.Option.firstVariadicArg(2),
              Linker.Option.captureCallState("errno"));

  /** {@code struct termios} has 60 bytes in glibc; this leaves room for another libc. */
  private static final int TERMIOS_BYTES = 128;

  private static final long TIOCSWINSZ = 0x5414;

  public static PtyMaster open() throws IOException {
    int flags = Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_CLOEXEC | Posix.O_NONBLOCK;
    int fd = check("posix_openpt", Posix.call(s -> (int) OPENPT.invokeExact(s, flags)));
    try (Arena arena = Arena.ofConfined()) {
      check("grantpt", Posix.call(s -> (int) GRANTPT.invokeExact(s, fd)));
      check("unlockpt", Posix.call(s -> (int) UNLOCKPT.invokeExact(s, fd)));
      MemorySegment name = arena.allocate(128);
      check("ptsname", Posix.call(s -> (int) PTSNAME.invokeExact(s, fd, name, name.byteSize())));
      makeRaw(fd, arena);
      return new PtyMaster(fd, name.getString(0));
    } catch (IOException e) {
      Posix.close(fd);
      throw e;
    }
  }

  private static void makeRaw(int fd, Arena arena) throws IOException {
    MemorySegment termios = arena.allocate(TERMIOS_BYTES);
    check("tcgetattr", Posix.call(s -> (int) TCGETATTR.invokeExact(s, fd, termios)));
    Posix.call(s -> {
      MAKERAW.invokeExact(termios);
      return 0;
    });
    check("tcsetattr", Posix.call(s -> (int) TCSETATTR.invokeExact(s, fd, 0, termios)));
    MemorySegment size = arena.allocate(8);
    size.set(ValueLayout.JAVA_SHORT, 0, (short) 24);
    size.set(ValueLayout.JAVA_SHORT, 2, (short) 80);
    check("TIOCSWINSZ", Posix.call(s -> (int) WINDOW_SIZE.invokeExact(s, fd, TIOCSWINSZ, size)));
  }

  private static int check(String what, int answer) throws IOException {
    if (answer < 0) {
      throw new IOException(
          "cannot create a pseudo-terminal: " + what + ": " + Posix.message(answer));
    }
    return answer;
  }
}

package postern.power.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * System calls of 64-bit Linux. Each returns the result of the call or, like the kernel, the
 * negative errno. Any thread may call; a virtual thread is pinned during the call.
 */
public final class Posix {
  public static final int EAGAIN = 11;
  public static final int EINTR = 4;
  public static final int ENOENT = 2;
  public static final int ECONNREFUSED = 111;
  public static final int AF_UNIX = 1;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int SOCK_NONBLOCK = 0x800;
  public static final int O_RDWR = 2;
  public static final int O_NOCTTY = 0x100;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_NONBLOCK = 0x800;
  public static final int POLLIN = 1;
  public static final int POLLOUT = 4;
  public static final int POLLERR = 8;
  public static final int POLLHUP = 16;
  public static final int SIGTERM = 15;
  public static final int SIGKILL = 9;

  /** The size of {@code struct sockaddr_un}. */
  private static final int ADDRESS_BYTES = 110;

  /** The longest path of a unix socket, in bytes without the final NUL. */
  public static final int LONGEST_SOCKET_PATH = 107;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT =
      find("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle LISTEN = find("listen", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle ACCEPT4 =
      find("accept4", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle READ = find("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle WRITE = find("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
  private static final MethodHandle SEND =
      find("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle POLL = find("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EVENTFD = find("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle PIPE2 = find("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle FCNTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("fcntl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
          Linker.Option.firstVariadicArg(2),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle KILL = find("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle UMASK = find("umask", JAVA_INT, JAVA_INT);
  private static final MethodHandle GETEUID = find("geteuid", JAVA_INT);
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int F_DUPFD_CLOEXEC = 1030;

  private Posix() {}

  static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }

  /** A call that stores its errno in the given segment. It throws only if this class is wrong. */
  interface Call {
    long with(MemorySegment callState) throws Throwable;
  }

  static int call(Call call) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CALL_STATE);
      long result = call.with(state);
      return (int) (result < 0 ? -(int) ERRNO.get(state, 0L) : result);
    } catch (Throwable impossible) {
      throw new IllegalStateException("a system call failed to link or run", impossible);
    }
  }

  public static int socket(int kind) {
    return call(s -> (int) SOCKET.invokeExact(s, AF_UNIX, kind | SOCK_CLOEXEC, 0));
  }

  /** The path must have at most {@link #LONGEST_SOCKET_PATH} bytes. */
  public static int bind(int fd, String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = address(arena, path);
      return call(s -> (int) BIND.invokeExact(s, fd, address, ADDRESS_BYTES));
    }
  }

  /** The path must have at most {@link #LONGEST_SOCKET_PATH} bytes. */
  public static int connect(int fd, String path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = address(arena, path);
      return call(s -> (int) CONNECT.invokeExact(s, fd, address, ADDRESS_BYTES));
    }
  }

  private static MemorySegment address(Arena arena, String path) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST_SOCKET_PATH) {
      throw new IllegalArgumentException(
          "a socket's path has at most " + LONGEST_SOCKET_PATH + " bytes: " + path);
    }
    MemorySegment address = arena.allocate(ADDRESS_BYTES);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 2, bytes.length);
    return address;
  }

  public static int listen(int fd, int backlog) {
    return call(s -> (int) LISTEN.invokeExact(s, fd, backlog));
  }

  /** The new connection does not block and is not inherited. */
  public static int accept(int fd) {
    return call(s ->
        (int)
            ACCEPT4.invokeExact(
                s, fd, MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
  }

  public static int read(int fd, MemorySegment into) {
    return call(s -> (long) READ.invokeExact(s, fd, into, into.byteSize()));
  }

  public static int write(int fd, MemorySegment from, long length) {
    return call(s -> (long) WRITE.invokeExact(s, fd, from, length));
  }

  /** Sends to a connected socket. A closed peer is an error and raises no signal. */
  public static int send(int fd, MemorySegment from, long length) {
    return call(s -> (long) SEND.invokeExact(s, fd, from, length, MSG_NOSIGNAL));
  }

  public static int close(int fd) {
    return call(s -> (int) CLOSE.invokeExact(s, fd));
  }

  /**
   * Waits for events.
   *
   * @param entries an array of {@code struct pollfd}, 8 bytes each
   * @param timeout milliseconds; −1 for no timeout
   */
  public static int poll(MemorySegment entries, int count, int timeout) {
    return call(s -> (int) POLL.invokeExact(s, entries, (long) count, timeout));
  }

  /**
   * Creates a pipe. Its ends are non-blocking and not inherited.
   *
   * @param ends receives two descriptors, the reading end first
   */
  static int pipe(MemorySegment ends) {
    return call(s -> (int) PIPE2.invokeExact(s, ends, O_CLOEXEC | O_NONBLOCK));
  }

  static int fcntl(int fd, int what, int argument) {
    return call(s -> (int) FCNTL.invokeExact(s, fd, what, argument));
  }

  /** Duplicates a descriptor. The copy is not inherited. */
  public static int duplicate(int fd) {
    return fcntl(fd, F_DUPFD_CLOEXEC, 3);
  }

  public static int eventfd() {
    return call(s -> (int) EVENTFD.invokeExact(s, 0, O_NONBLOCK | O_CLOEXEC));
  }

  /** A negative id stands for the process group with that number. */
  public static int kill(long pid, int signal) {
    return call(s -> (int) KILL.invokeExact(s, (int) pid, signal));
  }

  public static int umask(int mask) {
    return call(s -> (int) UMASK.invokeExact(s, mask));
  }

  public static int effectiveUser() {
    return call(s -> (int) GETEUID.invokeExact(s));
  }

  /** The system's message for the negative errno that a call returned. */
  public static String message(int answer) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(-answer);
      return text.reinterpret(256).getString(0);
    } catch (Throwable impossible) {
      throw new IllegalStateException("a system call failed to link or run", impossible);
    }
  }
}

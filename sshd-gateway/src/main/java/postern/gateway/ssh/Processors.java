package postern.gateway.ssh;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Linux's calls about one thread and the processors: socket(7) SO_INCOMING_CPU,
 * sched_setaffinity(2), and {@code schedstat} of proc(5). Where one is missing, nothing is ever
 * bound.
 */
final class Processors implements Berth.Kernel {
  private static final Logger LOG = LoggerFactory.getLogger(Processors.class);

  /**
   * A class of its own: the door's thread, which asks whether they are linked, never links them.
   */
  private static final class Calls {
    static final MethodHandle GETSOCKOPT =
        find("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle GETAFFINITY =
        find("sched_getaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    static final MethodHandle SETAFFINITY =
        find("sched_setaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);

    private Calls() {}

    private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }
  }

  private static final int SOL_SOCKET = 1;
  private static final int SO_INCOMING_CPU = 49;

  /** 1,024 processors, glibc's cpu_set_t. */
  private static final int SET_BYTES = 128;

  private static volatile boolean linked;

  private final int thread;
  private final MemorySegment all;
  private final MemorySegment one;
  private final MemorySegment value;
  private final MemorySegment length;
  private final boolean several;
  private final @Nullable FileChannel schedstat;
  private final ByteBuffer line = ByteBuffer.allocate(128);

  /** Makes each call once: the first takes a tenth of a second, which a start has not. */
  static void link() {
    try {
      Processors dry = new Processors(Arena.ofAuto());
      dry.cameIn(-1);
      dry.anywhere();
      dry.waited();
      linked = true;
    } catch (RuntimeException | LinkageError e) { // a libc without one of them, or no leave to call
      LOG.info("the door sleeps anywhere why={}", e.toString());
    }
  }

  static boolean linked() {
    return linked;
  }

  /** Of the calling thread, for good; what it holds is never freed. */
  static Processors ofThisThread() {
    return new Processors(Arena.global());
  }

  private Processors(Arena arena) {
    thread = number();
    all = arena.allocate(SET_BYTES, 8);
    one = arena.allocate(SET_BYTES, 8);
    value = arena.allocate(JAVA_INT);
    length = arena.allocate(JAVA_INT);
    now(() -> (int) Calls.GETAFFINITY.invokeExact(thread, (long) SET_BYTES, all));
    several = BitSet.valueOf(all.asByteBuffer()).cardinality() > 1;
    schedstat = open(thread);
  }

  /** Of the calling thread, out of proc(5): gettid(2) is not in every libc. */
  private static int number() {
    try {
      return Integer.parseInt(Path.of("/proc/thread-self").toRealPath().getFileName().toString());
    } catch (IOException | NumberFormatException e) {
      return -1; // then its schedstat is not found either, and it is never bound
    }
  }

  private static @Nullable FileChannel open(int thread) {
    try {
      return FileChannel.open(Path.of("/proc/self/task/" + thread + "/schedstat"));
    } catch (IOException e) {
      LOG.info("the door sleeps anywhere why={}", e.toString());
      return null;
    }
  }

  /** The number of this channel's socket; negative where the JDK is not opened for that. */
  static int socketOf(AsynchronousSocketChannel channel) {
    try {
      for (Class<?> kind = channel.getClass(); kind != null; kind = kind.getSuperclass()) {
        for (Field field : kind.getDeclaredFields()) {
          if (field.getType() == FileDescriptor.class) {
            field.setAccessible(true);
            Method number =
                Class.forName("sun.nio.ch.IOUtil").getMethod("fdVal", FileDescriptor.class);
            number.setAccessible(true);
            return (int) number.invoke(null, field.get(channel));
          }
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("a socket's number is not to be had", e);
    }
    return -1;
  }

  @Override
  public int cameIn(int socket) {
    length.set(JAVA_INT, 0, (int) JAVA_INT.byteSize());
    int failed =
        now(() ->
            (int) Calls.GETSOCKOPT.invokeExact(socket, SOL_SOCKET, SO_INCOMING_CPU, value, length));
    int processor = failed == 0 ? value.get(JAVA_INT, 0) : -1;
    return several && schedstat != null && allowed(processor) ? processor : -1;
  }

  private boolean allowed(int processor) {
    return processor >= 0
        && processor < SET_BYTES * 8
        && (all.get(JAVA_LONG, processor / 64 * 8L) >>> processor & 1) != 0;
  }

  @Override
  public boolean only(int processor) {
    one.fill((byte) 0);
    one.set(JAVA_LONG, processor / 64 * 8L, 1L << processor);
    return set(one);
  }

  @Override
  public void anywhere() {
    set(all);
  }

  private boolean set(MemorySegment processors) {
    return now(() -> (int) Calls.SETAFFINITY.invokeExact(thread, (long) SET_BYTES, processors))
        == 0;
  }

  @Override
  public Berth.Waited waited() {
    FileChannel file = schedstat;
    if (file == null) {
      return new Berth.Waited(0, 0);
    }
    try {
      file.read(line.clear(), 0);
      String[] words =
          StandardCharsets.US_ASCII.decode(line.flip()).toString().strip().split(" ", -1);
      return new Berth.Waited(Long.parseLong(words[1]), Long.parseLong(words[2]));
    } catch (IOException | RuntimeException e) {
      LOG.debug("schedstat not read", e);
      return new Berth.Waited(0, 0);
    }
  }

  private interface Native {
    int make() throws Throwable;
  }

  private static int now(Native call) {
    try {
      return call.make();
    } catch (Throwable impossible) {
      throw new IllegalStateException("a system call could not be made", impossible);
    }
  }
}

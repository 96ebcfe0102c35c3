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
  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle GETTID = call("gettid", JAVA_INT);
  private static final MethodHandle GETAFFINITY =
      call("sched_getaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle SETAFFINITY =
      call("sched_setaffinity", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);

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
    Processors dry = new Processors(Arena.ofAuto());
    dry.cameIn(-1);
    dry.anywhere();
    dry.waited();
    linked = true;
  }

  static boolean linked() {
    return linked;
  }

  /** Of the calling thread, for good; what it holds is never freed. */
  static Processors ofThisThread() {
    return new Processors(Arena.global());
  }

  private Processors(Arena arena) {
    thread = now(() -> (int) GETTID.invokeExact());
    all = arena.allocate(SET_BYTES, 8);
    one = arena.allocate(SET_BYTES, 8);
    value = arena.allocate(JAVA_INT);
    length = arena.allocate(JAVA_INT);
    now(() -> (int) GETAFFINITY.invokeExact(thread, (long) SET_BYTES, all));
    several = BitSet.valueOf(all.asByteBuffer()).cardinality() > 1;
    schedstat = open(thread);
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
        now(() -> (int) GETSOCKOPT.invokeExact(socket, SOL_SOCKET, SO_INCOMING_CPU, value, length));
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
    return now(() -> (int) SETAFFINITY.invokeExact(thread, (long) SET_BYTES, processors)) == 0;
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

  private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
  }
}

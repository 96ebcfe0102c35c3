package postern.power.posix;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A pipe to or from a child process that is started later.
 *
 * @param fd the parent's end, non-blocking; closed by its owner
 * @param childFd the child's end; closed when the child has opened it
 */
public record ChildPipe(int fd, int childFd) {
  private static final int F_SETPIPE_SZ = 1031;
  private static final int SMALLEST_PIPE = 4096;

  /** Has the smallest possible buffer, because bytes in the pipe cannot be taken back. */
  public static ChildPipe toChild() throws IOException {
    int[] ends = open();
    Posix.fcntl(ends[1], F_SETPIPE_SZ, SMALLEST_PIPE);
    return new ChildPipe(ends[1], ends[0]);
  }

  public static ChildPipe fromChild() throws IOException {
    int[] ends = open();
    return new ChildPipe(ends[0], ends[1]);
  }

  private static int[] open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
      int answer = Posix.pipe(ends);
      if (answer < 0) {
        throw new IOException("cannot create a pipe: " + Posix.message(answer));
      }
      return ends.toArray(ValueLayout.JAVA_INT);
    }
  }

  /** The path by which the child's end can be opened. */
  public File childPath() {
    return new File("/proc/self/fd/" + childFd);
  }

  public void closeChildEnd() {
    Posix.close(childFd);
  }

  public void close() {
    Posix.close(fd);
  }
}

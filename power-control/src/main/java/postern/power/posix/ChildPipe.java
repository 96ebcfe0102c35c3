package postern.power.posix;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A new pipe to or from a child that is still to be started.
 *
 * @param fd our end, not blocking, to be closed by its owner
 * @param childs the other end, to be closed once the child has opened it for itself
 */
public record ChildPipe(int fd, int childs) {
  private static final int F_SETPIPE_SZ = 1031;
  private static final int LEAST = 4096;

  /** With as little room as it can have: what is in it cannot be called back. */
  public static ChildPipe into() throws IOException {
    int[] ends = open();
    Posix.fcntl(ends[1], F_SETPIPE_SZ, LEAST);
    return new ChildPipe(ends[1], ends[0]);
  }

  public static ChildPipe outOf() throws IOException {
    int[] ends = open();
    return new ChildPipe(ends[0], ends[1]);
  }

  private static int[] open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
      int answer = Posix.pipe(ends);
      if (answer < 0) {
        throw new IOException("no pipe: " + Posix.words(answer));
      }
      return ends.toArray(ValueLayout.JAVA_INT);
    }
  }

  /** What the child's end is opened by, in this process. */
  public File childsPath() {
    return new File("/proc/self/fd/" + childs);
  }

  public void closeChilds() {
    Posix.close(childs);
  }

  public void close() {
    Posix.close(fd);
  }
}

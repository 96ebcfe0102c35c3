package postern.power.keeper;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import postern.power.posix.Posix;

/**
 * The input of a machine. Bytes that it does not accept yet are buffered; while there are any,
 * nothing more may be written. Confined to the keeper's thread.
 */
final class MachineInput implements Poller.Descriptor {
  private final int fd;
  private final MemorySegment scratch;
  private byte[] pending = new byte[0];

  /**
   * @param scratch used within one call only; must be as large as the longest write
   */
  MachineInput(int fd, MemorySegment scratch) {
    this.fd = fd;
    this.scratch = scratch;
  }

  @Override
  public int fd() {
    return fd;
  }

  @Override
  public int wanted() {
    return pending.length > 0 ? Posix.POLLOUT : -1;
  }

  @Override
  public void ready(int events) {
    flush();
  }

  void write(byte[] bytes) {
    pending = bytes;
    flush();
  }

  private void flush() {
    MemorySegment.copy(pending, 0, scratch, ValueLayout.JAVA_BYTE, 0, pending.length);
    int done = Posix.write(fd, scratch, pending.length);
    if (done == pending.length || (done < 0 && done != -Posix.EAGAIN && done != -Posix.EINTR)) {
      pending = new byte[0];
    } else if (done > 0) {
      pending = Arrays.copyOfRange(pending, done, pending.length);
    }
  }

  boolean acceptsMore() {
    return pending.length == 0;
  }
}

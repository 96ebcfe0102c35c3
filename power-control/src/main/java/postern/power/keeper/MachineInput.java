package postern.power.keeper;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import postern.power.posix.Posix;

/**
 * Where a machine's typing goes: what it does not take yet waits, and while something waits nothing
 * more may come. Confined to the keeper's thread.
 */
final class MachineInput implements Poller.Descriptor {
  private final int fd;
  private final MemorySegment scratch;
  private byte[] typed = new byte[0];

  /**
   * @param scratch for each call alone; must hold all that is typed at once
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
    return typed.length > 0 ? Posix.POLLOUT : -1;
  }

  @Override
  public void ready(int events) {
    write();
  }

  void type(byte[] more) {
    typed = more;
    write();
  }

  private void write() {
    MemorySegment.copy(typed, 0, scratch, ValueLayout.JAVA_BYTE, 0, typed.length);
    int done = Posix.write(fd, scratch, typed.length);
    if (done == typed.length || (done < 0 && done != -Posix.EAGAIN && done != -Posix.EINTR)) {
      typed = new byte[0];
    } else if (done > 0) {
      typed = Arrays.copyOfRange(typed, done, typed.length);
    }
  }

  boolean takesMore() {
    return typed.length == 0;
  }
}

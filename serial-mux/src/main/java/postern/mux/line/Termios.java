package postern.mux.line;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import postern.mux.SerialSettings.Flow;
import postern.mux.SerialSettings.Parity;
import postern.mux.SerialSettings.StopBits;

/**
 * The settings of a terminal device in the kernel (ioctl_tty(2), {@code struct termios2} of Linux
 * on x86-64 and arm64), and the two flags that jSerialComm does not let its caller set.
 */
record Termios(int input, int control, long baud) {
  private static final int IGNBRK = 1;
  private static final int BRKINT = 2;
  private static final int IXON = 0x400;
  private static final int IXOFF = 0x1000;
  private static final int CSIZE = 0x30;
  private static final int CSTOPB = 0x40;
  private static final int PARENB = 0x100;
  private static final int PARODD = 0x200;
  private static final int HUPCL = 0x400;
  private static final int CMSPAR = 0x4000_0000;
  private static final int CRTSCTS = 0x8000_0000;

  private static final long TCGETS2 = 0x802C_542AL;
  private static final long TCSETS2 = 0x402C_542BL;
  private static final int STRUCT_BYTES = 44;
  private static final int CONTROL_AT = 8;
  private static final int SPEED_AT = 40;

  /** O_RDWR, O_NOCTTY (no controlling terminal), O_NONBLOCK, O_CLOEXEC. */
  private static final int OPEN_FLAGS = 2 | 0x100 | 0x800 | 0x8_0000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      function(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle IOCTL =
      function(
          "ioctl",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().find("close").orElseThrow(),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  /** Returns a handle of a function with a variable last argument. */
  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().find(name).orElseThrow(),
        shape,
        Linker.Option.firstVariadicArg(name.equals("open") ? 1 : 2));
  }

  /**
   * Sets whether the last close of an open device drops DTR, makes it ignore breaks from the far
   * end, which would discard its output, and returns its settings.
   */
  static Termios settle(Path device, boolean hangUpOnClose) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int handle = (int) OPEN.invokeExact(arena.allocateFrom(device.toString()), OPEN_FLAGS);
      if (handle < 0) {
        throw new IOException(device + ": its settings cannot be read");
      }
      try {
        MemorySegment settings = arena.allocate(STRUCT_BYTES, 8);
        control(device, handle, TCGETS2, settings);
        int input = settings.get(ValueLayout.JAVA_INT, 0);
        int control = settings.get(ValueLayout.JAVA_INT, CONTROL_AT);
        settings.set(ValueLayout.JAVA_INT, 0, (input | IGNBRK) & ~BRKINT);
        settings.set(
            ValueLayout.JAVA_INT, CONTROL_AT, hangUpOnClose ? control | HUPCL : control & ~HUPCL);
        control(device, handle, TCSETS2, settings);
        control(device, handle, TCGETS2, settings);
        return new Termios(
            settings.get(ValueLayout.JAVA_INT, 0),
            settings.get(ValueLayout.JAVA_INT, CONTROL_AT),
            Integer.toUnsignedLong(settings.get(ValueLayout.JAVA_INT, SPEED_AT)));
      } finally {
        int _ = (int) CLOSE.invokeExact(handle);
      }
    } catch (IOException fault) {
      throw fault;
    } catch (Throwable fault) {
      throw new IOException(device + ": its settings cannot be read", fault);
    }
  }

  private static void control(Path device, int handle, long request, MemorySegment settings)
      throws Throwable {
    if ((int) IOCTL.invokeExact(handle, request, settings) != 0) {
      throw new IOException(device + ": this is not a terminal or serial device");
    }
  }

  int dataBits() {
    return 5 + ((control & CSIZE) >> 4);
  }

  StopBits stop() {
    return (control & CSTOPB) == 0 ? StopBits.ONE : StopBits.TWO;
  }

  Parity parity() {
    if ((control & PARENB) == 0) {
      return Parity.NONE;
    }
    boolean odd = (control & PARODD) != 0;
    if ((control & CMSPAR) != 0) {
      return odd ? Parity.MARK : Parity.SPACE;
    }
    return odd ? Parity.ODD : Parity.EVEN;
  }

  Flow flow() {
    if ((control & CRTSCTS) != 0) {
      return Flow.RTS_CTS;
    }
    return (input & (IXON | IXOFF)) == 0 ? Flow.NONE : Flow.XON_XOFF;
  }

  boolean hangsUpOnClose() {
    return (control & HUPCL) != 0;
  }
}

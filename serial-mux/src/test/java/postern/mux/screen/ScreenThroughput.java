package postern.mux.screen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Prints how many megabytes a second the emulator and the filter take on one core; no test. */
final class ScreenThroughput {
  private static final int ROUNDS = 25;
  private static final int SIZE = 16 << 20;

  /** Processor time, so that what else the machine does counts little. */
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private ScreenThroughput() {}

  static void main() throws IOException {
    measure(
        "plain",
        repeated("[    1.234567] usb 1-1: new high-speed USB device number 2 using xhci_hcd\r\n"));
    byte[] top = OutputFilterTest.resource("top-xterm.vt");
    byte[] vim = OutputFilterTest.resource("vim-linux.vt");
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    mixed.writeBytes(top);
    mixed.writeBytes(vim);
    mixed.writeBytes("\033[?1049l\033[r".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 100; i++) {
      mixed.writeBytes(
          "\033[32m[  OK  ]\033[0m Started \033[1mserial-getty@ttyS0\033[0m - Getty on ttyS0.\r\n"
              .getBytes(StandardCharsets.US_ASCII));
    }
    measure("mixed", repeated(mixed.toString(StandardCharsets.UTF_8)));
    measure("top", repeated(new String(top, StandardCharsets.UTF_8)));
    measure("utf-8", repeated("Größe 漢字 ─┼─ Übergröße 😀\r\n"));
  }

  private static byte[] repeated(String text) {
    byte[] one = text.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[SIZE / one.length * one.length];
    for (int at = 0; at < all.length; at += one.length) {
      System.arraycopy(one, 0, all, at, one.length);
    }
    return all;
  }

  private static void measure(String name, byte[] bytes) {
    Screen screen = new Screen(24, 80);
    OutputFilter filter = new OutputFilter();
    ByteBuffer out = ByteBuffer.allocate(bytes.length + 64);
    double best = 0;
    double bestFilter = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long start = CLOCK.getCurrentThreadCpuTime();
      screen.feed(ByteBuffer.wrap(bytes));
      long middle = CLOCK.getCurrentThreadCpuTime();
      filter.pass(ByteBuffer.wrap(bytes), out.clear());
      long end = CLOCK.getCurrentThreadCpuTime();
      best = Math.max(best, bytes.length * 1e3 / (middle - start));
      bestFilter = Math.max(bestFilter, bytes.length * 1e3 / (end - middle));
    }
    System.out.printf("%s: screen %.0f MB/s, filter %.0f MB/s%n", name, best, bestFilter);
  }
}

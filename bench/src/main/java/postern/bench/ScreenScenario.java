package postern.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import postern.mux.screen.OutputFilter;
import postern.mux.screen.Screen;

/**
 * How fast one core takes what machines say: the terminal model and the filter, without a gateway;
 * and whether anything makes the model fail or think long.
 */
final class ScreenScenario implements Bench.Scenario {
  private static final int SIZE = 16 << 20;
  private static final int PIECE = 256;

  /** Processor time, so that what else the machine does counts little. */
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  @Override
  public void run(Bench bench) throws IOException {
    Path samples = Path.of(bench.program()).resolveSibling("serial-mux/src/test/resources/screen");
    String line = "[    1.234567] usb 1-1: new high-speed USB device number 2 using xhci_hcd\r\n";
    throughput(bench, "kernel log", line.getBytes(StandardCharsets.US_ASCII));
    throughput(bench, "boot and programs", mixed(samples));
    hostile(bench, samples);
  }

  private static byte[] mixed(Path samples) throws IOException {
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    mixed.writeBytes(Files.readAllBytes(samples.resolve("top-xterm.vt")));
    mixed.writeBytes(Files.readAllBytes(samples.resolve("vim-linux.vt")));
    mixed.writeBytes("\033[?1049l\033[r".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 100; i++) {
      mixed.writeBytes(
          "\033[32m[  OK  ]\033[0m Started \033[1mserial-getty@ttyS0\033[0m - Getty on ttyS0.\r\n"
              .getBytes(StandardCharsets.US_ASCII));
    }
    return mixed.toByteArray();
  }

  private static void throughput(Bench bench, String name, byte[] sample) {
    byte[] bytes = new byte[SIZE / sample.length * sample.length];
    for (int at = 0; at < bytes.length; at += sample.length) {
      System.arraycopy(sample, 0, bytes, at, sample.length);
    }
    Screen screen = new Screen(24, 80);
    OutputFilter filter = new OutputFilter();
    ByteBuffer out = ByteBuffer.allocate(bytes.length + 64);
    String shown = "terminal model, " + name;
    String filtered = "output filter, " + name;
    for (int round = 0; round < (bench.quick() ? 6 : 12); round++) {
      long start = CLOCK.getCurrentThreadCpuTime();
      screen.feed(ByteBuffer.wrap(bytes));
      long middle = CLOCK.getCurrentThreadCpuTime();
      filter.pass(ByteBuffer.wrap(bytes), out.clear());
      long end = CLOCK.getCurrentThreadCpuTime();
      if (round == 0 || round >= 3) { // the other two are neither cold nor warm
        String when = round == 0 ? ", cold" : ", warm";
        Report report = bench.report();
        report.add(shown + when, "MB/s", Report.POSTERN, bytes.length * 1e3 / (middle - start));
        report.add(filtered + when, "MB/s", Report.POSTERN, bytes.length * 1e3 / (end - middle));
      }
    }
    bench.report().aim(shown + ", warm", Report.Aim.least(150));
  }

  /** An exception ends the benchmark as a missed aim. */
  private static void hostile(Bench bench, Path samples) throws IOException {
    Noise noise = new Noise(samples);
    long wanted = bench.quick() ? 10_000_000 : 100_000_000;
    List<Double> each = new ArrayList<>();
    long fed = 0;
    double worst = 0;
    long began = CLOCK.getCurrentThreadCpuTime();
    long inside = 0;
    while (fed < wanted) {
      Screen screen = new Screen(1 + noise.random.nextInt(60), 1 + noise.random.nextInt(200));
      byte[] bytes = noise.bytes(400 * PIECE);
      for (int at = 0; at + PIECE <= bytes.length; at += PIECE) {
        long start = System.nanoTime();
        screen.feed(ByteBuffer.wrap(bytes, at, PIECE));
        long took = System.nanoTime() - start;
        inside += took;
        if (fed > 2_000_000) { // compiled by then
          each.add(took / 1e3 / PIECE);
          worst = Math.max(worst, took / 1e3 / PIECE);
        }
        fed += PIECE;
      }
      screen.resize(1 + noise.random.nextInt(60), 1 + noise.random.nextInt(200));
      if (screen.view(fed).lines().size() != screen.rows()) {
        throw new IOException("the terminal model lost rows after " + fed + " bytes");
      }
    }
    String figure = "terminal model, a hostile byte, p99";
    double[] sorted = each.stream().mapToDouble(v -> v).toArray();
    bench.report().add(figure, "us", Report.POSTERN, Report.percentile(sorted, 99));
    bench.report().aim(figure, Report.Aim.most(1));
    bench
        .report()
        .remark(
            "terminal model: %d hostile bytes in pieces of %d, no exception; mean %.3f us a byte, worst piece %.2f us a byte, %.0f s in all"
                .formatted(
                    fed,
                    PIECE,
                    inside / 1e3 / fed,
                    worst,
                    (CLOCK.getCurrentThreadCpuTime() - began) / 1e9));
  }

  /** Known sequences, whole, changed and cut, among commands by chance, text and noise. */
  private static final class Noise {
    private static final String FINALS = "@ABCDEFGHIJKLMPSTXZ^`abcdefghklmnqrsu";
    private static final String[] FILES = {
      "vim-vt220.vt",
      "vim-linux.vt",
      "top-vt220.vt",
      "top-xterm.vt",
      "less-xterm.vt",
      "curses-dialog.vt",
      "hostile.txt"
    };

    final Random random = new Random(20261126);
    private final List<byte[]> seeds = new ArrayList<>();

    Noise(Path samples) throws IOException {
      for (String file : FILES) {
        String text = Files.readString(samples.resolve(file), StandardCharsets.ISO_8859_1);
        String wire = file.endsWith(".txt") ? text.replace("\\e", "\033") : text;
        for (String piece : wire.split("(?=\033)", -1)) {
          if (!piece.isEmpty()) {
            seeds.add(piece.getBytes(StandardCharsets.ISO_8859_1));
          }
        }
      }
    }

    byte[] bytes(int size) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(size + 256);
      while (out.size() < size) {
        byte[] seed = seeds.get(random.nextInt(seeds.size())).clone();
        switch (random.nextInt(8)) {
          case 0 -> {
            byte[] noise = new byte[random.nextInt(20)];
            random.nextBytes(noise);
            out.writeBytes(noise);
          }
          case 1, 2 -> {
            seed[random.nextInt(seed.length)] = (byte) random.nextInt(256);
            out.write(seed, 0, 1 + random.nextInt(seed.length));
          }
          case 3, 4 -> out.writeBytes(seed);
          case 5 -> out.writeBytes(command());
          case 6 -> out.writeBytes("plain, 漢字 e\u0301 \r\n".getBytes(StandardCharsets.UTF_8));
          default ->
              out.writeBytes(
                  Character.toString(random.nextInt(0xd800)).getBytes(StandardCharsets.UTF_8));
        }
      }
      return java.util.Arrays.copyOf(out.toByteArray(), size);
    }

    private byte[] command() {
      StringBuilder command = new StringBuilder("\033[");
      command.append(random.nextInt(6) == 0 ? "?" : "");
      for (int i = random.nextInt(4); i > 0; i--) {
        int most = random.nextInt(20) == 0 ? 100_000 : 12;
        command.append(random.nextInt(most)).append(random.nextInt(9) == 0 ? ':' : ';');
      }
      command.append(random.nextInt(12)).append(FINALS.charAt(random.nextInt(FINALS.length())));
      return command.toString().getBytes(StandardCharsets.US_ASCII);
    }
  }
}

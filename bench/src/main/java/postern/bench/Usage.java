package postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a gateway's processes use, out of /proc.
 *
 * @param pssKb kB, shared pages divided among those who share them
 * @param rssKb kB
 * @param cpuSeconds of user and system, since the processes began, ended children included
 */
record Usage(long pssKb, long rssKb, double cpuSeconds, int processes) {
  private static final double TICKS = 100;

  /** Of a process and everything below it. */
  static Usage of(ProcessHandle root) {
    List<ProcessHandle> all = Stream.concat(Stream.of(root), root.descendants()).toList();
    long pss = 0;
    long rss = 0;
    for (ProcessHandle each : all) {
      for (String line : lines(each, "smaps_rollup")) {
        if (line.startsWith("Pss:")) {
          pss += number(line);
        } else if (line.startsWith("Rss:")) {
          rss += number(line);
        }
      }
    }
    return new Usage(pss, rss, cpu(root), all.size());
  }

  static double cpu(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants())
        .mapToDouble(each -> ticks(each) / TICKS)
        .sum();
  }

  private static long ticks(ProcessHandle process) {
    List<String> stat = lines(process, "stat");
    if (stat.isEmpty()) {
      return 0;
    }
    String line = stat.getFirst();
    String[] words = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    long sum = 0;
    for (int i = 11; i <= 14; i++) { // utime, stime and the same of children that ended
      sum += Long.parseLong(words[i]);
    }
    return sum;
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  private static List<String> lines(ProcessHandle process, String file) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/" + file));
    } catch (IOException e) {
      return List.of(); // it ended meanwhile
    }
  }
}

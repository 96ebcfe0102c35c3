package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;

/** On which processors the kernel lets the gateway's threads run while somebody types. */
@Timeout(120)
final class SleepingPlaceTest {
  private static final Duration WITHIN = Duration.ofSeconds(10);

  /** It has to be sure, on a busy host for long. */
  private static final Duration LEARNT = Duration.ofSeconds(40);

  @TempDir private static Path dir;
  private static Gateway gateway;
  private static FakeMachine web1;

  @BeforeAll
  static void open() throws IOException {
    Site site = Site.in(dir);
    site.fleet(
        "10-all.toml",
        site.person("red", "rita") + FakeMachine.entry("web1", "red", dir.resolve("web1")));
    web1 = FakeMachine.echoing(dir.resolve("web1"));
    gateway = Gateway.start(site);
    web1.awaitConnected();
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    web1.close();
  }

  @Test
  void theDoorSleepsWhereKeysComeInAndNoOtherThreadIsBound() throws IOException {
    Path everywhere = Path.of("/proc/" + gateway.pid() + "/status");
    String all = allowed(everywhere);
    for (int processor : processors(all).stream().limit(2).toList()) {
      String wanted = processors(all).size() > 1 ? "" + processor : all;
      try (Program rita = typist(processor)) {
        await("asleep on " + processor)
            .atMost(LEARNT)
            .pollInterval(Duration.ofMillis(1))
            .until(() -> sleepsThereAfterAKey(rita, wanted));
        assertThat(others()).allSatisfy(thread -> assertThat(thread).endsWith(" " + all));
      }
      await("free again").atMost(WITHIN).until(() -> allowed(door().resolve("status")).equals(all));
    }
  }

  private static boolean sleepsThereAfterAKey(Program rita, String wanted) throws IOException {
    type(rita);
    return allowed(door().resolve("status")).equals(wanted);
  }

  /** A client that stays on one processor. */
  private static Program typist(int processor) {
    List<String> words = new ArrayList<>(List.of("taskset", "-c", "" + processor));
    words.addAll(gateway.as("rita").command(List.of("-T"), "web1"));
    return Program.start(words);
  }

  private static void type(Program rita) throws IOException {
    int before = rita.output().length;
    rita.type(new byte[] {'x'});
    await("the echo")
        .atMost(WITHIN)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> rita.output().length > before);
  }

  private static Path door() throws IOException {
    return threads().stream()
        .filter(thread -> name(thread).equals("door-io"))
        .findFirst()
        .orElseThrow();
  }

  /** Name and processors of each thread but the door's. */
  private static List<String> others() throws IOException {
    List<String> others = new ArrayList<>();
    for (Path thread : threads()) {
      String name = name(thread);
      if (!name.equals("door-io") && !name.isEmpty()) {
        others.add(name + " " + allowed(thread.resolve("status")));
      }
    }
    return others;
  }

  private static List<Path> threads() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + gateway.pid() + "/task"))) {
      return all.toList();
    }
  }

  /** Empty when it has ended. */
  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException ended) {
      return "";
    }
  }

  private static String allowed(Path status) {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .findFirst()
          .orElseThrow()
          .split("\\s+", -1)[1];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Out of {@code 0-3,8}. */
  private static List<Integer> processors(String list) {
    List<Integer> each = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
        each.add(i);
      }
    }
    return each;
  }
}

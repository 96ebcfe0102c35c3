package postern.power.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Measures the memory that a process under the keeper costs. */
final class ChildProcessMemoryTest {
  private static final int MOST = 2048;
  private static final long KEEPERS_HEAP = 48L << 20;

  @Test
  void theGreatestNumberOfProcessesTakesLittleOfTheKeepersHeap() {
    Poller poller = new Poller();
    AtomicLong share = new AtomicLong();
    long before = used();
    List<ChildProcess> machines =
        IntStream.range(0, MOST)
            .mapToObj(i -> new ChildProcess(Path.of("m" + i), poller, share))
            .toList();
    assertThat(used() - before).isLessThan(KEEPERS_HEAP / 4);
    assertThat(machines).hasSize(MOST);
  }

  private static long used() {
    System.gc();
    Runtime here = Runtime.getRuntime();
    return here.totalMemory() - here.freeMemory();
  }
}

package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the door's thread sleeps, key by key; the kernel's part is a list of what was asked. */
final class BerthTest {
  private static final int SURE_KEYS = Berth.SURE * Berth.KEYS_A_LOOK;

  private final FakeKernel kernel = new FakeKernel();
  private final Berth berth = new Berth(kernel);

  /** A kernel whose answers a test sets. */
  private static final class FakeKernel implements Berth.Kernel {
    final List<String> calls = new ArrayList<>();
    int from;
    boolean may = true;
    long nanos;
    long runs;
    String bond = "anywhere";

    @Override
    public int cameIn(int socket) {
      calls.add("came in");
      return from;
    }

    @Override
    public boolean only(int processor) {
      if (may) {
        bond = "only " + processor;
      }
      return may;
    }

    @Override
    public void anywhere() {
      bond = "anywhere";
    }

    @Override
    public Berth.Waited waited() {
      return new Berth.Waited(nanos, runs);
    }
  }

  private void keys(int count) {
    for (int i = 0; i < count; i++) {
      berth.arrived(7);
      assertThat(kernel.bond).as("awake").isEqualTo("anywhere");
      kernel.runs++;
      berth.typed();
    }
  }

  @Test
  void sleepsWhereKeysComeInOnceItIsSureAndIsAskedNowAndThenOnly() {
    kernel.from = 3;
    keys(SURE_KEYS - Berth.KEYS_A_LOOK);
    assertThat(kernel.bond).isEqualTo("anywhere");
    keys(Berth.KEYS_A_LOOK);
    assertThat(kernel.bond).isEqualTo("only 3");
    keys(400);
    assertThat(kernel.bond).isEqualTo("only 3");
    assertThat(kernel.calls).hasSizeLessThan((400 + SURE_KEYS) / Berth.KEYS_A_LOOK + 2);
  }

  @Test
  void whatIsNoKeyLeavesItFreeUntilTheNext() {
    keys(SURE_KEYS);
    assertThat(kernel.bond).isEqualTo("only 0");
    berth.arrived(7);
    assertThat(kernel.bond).isEqualTo("anywhere");
    keys(1);
    assertThat(kernel.bond).isEqualTo("only 0");
    berth.rise();
    assertThat(kernel.bond).isEqualTo("anywhere");
  }

  @Test
  void oneStrayIsForgivenAndAMoveFollowed() {
    keys(SURE_KEYS + Berth.LONG * Berth.KEYS_A_LOOK);
    kernel.from = 1;
    keys(Berth.KEYS_A_LOOK);
    assertThat(kernel.bond).isEqualTo("only 0");
    kernel.from = 0;
    keys(8 * Berth.KEYS_A_LOOK);
    kernel.from = 1;
    keys(Berth.STRAYS * Berth.KEYS_A_LOOK);
    assertThat(kernel.bond).isEqualTo("anywhere");
    keys(SURE_KEYS);
    assertThat(kernel.bond).isEqualTo("only 1");
  }

  @Test
  void whereItWaitsLongerThanAProcessorWakesItLeavesAndIsSureEverLater() {
    for (int sure = Berth.SURE; sure < 100; sure *= 2) {
      keys((sure - 1) * Berth.KEYS_A_LOOK);
      assertThat(kernel.bond).as("not sure before %d looks", sure).isEqualTo("anywhere");
      keys(Berth.KEYS_A_LOOK);
      assertThat(kernel.bond).isEqualTo("only 0");
      kernel.nanos += (Berth.TOO_LONG + 20_000) * Berth.KEYS_A_LOOK * Berth.LOOKS_A_CHECK;
      keys(Berth.LOOKS_A_CHECK * Berth.KEYS_A_LOOK);
      assertThat(kernel.bond).isEqualTo("anywhere");
    }
  }

  @Test
  void aWriteThatWaitsKeepsItFree() {
    keys(SURE_KEYS);
    assertThat(kernel.bond).isEqualTo("only 0");
    berth.writeWaits();
    assertThat(kernel.bond).isEqualTo("anywhere");
    keys(9);
    assertThat(kernel.bond).isEqualTo("anywhere");
    berth.writeDone();
    keys(1);
    assertThat(kernel.bond).isEqualTo("only 0");
  }

  @Test
  void whereTheKernelForbidsOrKnowsNothingItSleepsAnywhere() {
    kernel.may = false;
    keys(10 * SURE_KEYS);
    assertThat(kernel.bond).isEqualTo("anywhere");
    kernel.may = true;
    kernel.from = -1;
    keys(10 * SURE_KEYS);
    assertThat(kernel.bond).isEqualTo("anywhere");
  }
}

package postern.mux.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static postern.mux.console.MuxFixture.up;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postern.mux.Console;
import postern.mux.LineAddress;
import postern.mux.LineState;
import postern.mux.ReadResult;

class SlowWatcherTest {
  @AutoClose private final MuxFixture fixture = MuxFixture.usual();

  @Test
  void aStoppedWatcherLosesACountedRangeAndAFastOneNothing() throws Exception {
    FakeRecorder recorder = new FakeRecorder().countingOnly();
    try (FakeMachine machine = FakeMachine.at(fixture.socket("fast"))) {
      Console console =
          up(fixture.open(new LineAddress.UnixSocket(fixture.socket("fast")), recorder));
      TestParticipant stopped = TestParticipant.typist(console, "stopped");
      machine.says("first ");
      stopped.sees("first ");
      TestParticipant fast = TestParticipant.typist(console, "fast");
      CompletableFuture<Void> load = pacedLoad(machine, 20_000_000, 20_000_000);
      fast.countsTo(20_000_000);
      load.get(10, TimeUnit.SECONDS);
      assertThat(fast.missed).isEmpty();
      assertThat(recorder.count()).isEqualTo(20_000_006);
      stopped.takes();
      ReadResult.Missed missed = stopped.missed.getFirst();
      assertThat(stopped.missed).hasSize(1);
      assertThat(missed.bytes() + stopped.count()).isEqualTo(20_000_006);
      assertThat(stopped.count() - 6).isGreaterThanOrEqualTo(64 * 1024);
      assertThat(missed.from()).isBeforeOrEqualTo(missed.until());
    }
  }

  /** Sends this many bytes at this rate. */
  private static CompletableFuture<Void> pacedLoad(FakeMachine machine, int bytes, int perSecond) {
    return CompletableFuture.runAsync(() -> {
      byte[] piece = new byte[10_000];
      long began = System.nanoTime();
      try {
        for (int said = 0; said < bytes; said += piece.length) {
          while ((System.nanoTime() - began) * perSecond / 1e9 < said) {
            Thread.onSpinWait();
          }
          machine.says(piece);
        }
      } catch (IOException fault) {
        throw new java.io.UncheckedIOException(fault);
      }
    });
  }

  @Test
  void aRepaintMovesTheCursorBehindWhatItShows() throws IOException {
    try (FakeMachine machine = FakeMachine.at(fixture.socket("paint"))) {
      Console console =
          up(fixture.open(new LineAddress.UnixSocket(fixture.socket("paint")), new FakeRecorder()));
      TestParticipant early = TestParticipant.typist(console, "early");
      machine.says("login: ");
      early.sees("login: ");
      TestParticipant late = TestParticipant.typist(console, "late");
      assertThat(late.takes().text()).isEmpty();
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> assertThat(console.screen().offset()).isEqualTo(7));
      assertThat(late.at.repaint().lines().getFirst()).isEqualTo("login:");
      machine.says("root");
      late.sees("root");
      assertThat(late.text()).isEqualTo("root");
    }
  }

  @Test
  @Tag("long")
  void outputPassesRecorderAndRingFast() throws Exception {
    FakeRecorder recorder = new FakeRecorder().countingOnly();
    try (FakeMachine machine = FakeMachine.at(fixture.socket("bulk"))) {
      Console console =
          up(fixture.open(new LineAddress.UnixSocket(fixture.socket("bulk")), recorder));
      byte[] line =
          "a line of a boot log that is 64 bytes long with its end of it\r\n"
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      byte[] megabyte = new byte[1 << 20];
      for (int i = 0; i < megabyte.length; i++) {
        megabyte[i] = line[i % line.length];
      }
      double best = 0;
      for (int round = 0; round < 3; round++) {
        long began = System.nanoTime();
        for (int i = 0; i < 100; i++) {
          machine.says(megabyte);
        }
        long all = ((round + 1) * 100L) << 20;
        await()
            .pollInterval(Duration.ofMillis(1))
            .atMost(Duration.ofSeconds(20))
            .until(() -> console.status().endOffset() == all);
        double rate = 100e3 * 1.048576 / ((System.nanoTime() - began) / 1e6);
        best = Math.max(best, rate);
      }
      assertThat(recorder.count()).isEqualTo(300L << 20);
      assertThat(best).as("MB/s, far below what a quiet machine does").isGreaterThan(60);
    }
  }

  @Test
  @Tag("long")
  void aThousandConsolesConnectFastAndLoseNoByte() throws Exception {
    List<FakeMachine> machines = new ArrayList<>();
    List<Console> consoles = new ArrayList<>();
    List<FakeRecorder> recorders = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        machines.add(FakeMachine.at(fixture.socket("m" + i)));
        recorders.add(new FakeRecorder());
      }
      for (int i = 0; i < 1000; i++) {
        consoles.add(
            fixture.open(new LineAddress.UnixSocket(fixture.socket("m" + i)), recorders.get(i)));
      }
      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(Duration.ofSeconds(3))
          .until(() -> consoles.stream().allMatch(c -> c.status().line() instanceof LineState.Up));
      for (int second = 0; second < 3; second++) {
        for (int i = 0; i < 1000; i++) {
          machines.get(i).says("line " + second + " of machine " + i + "\r\n");
        }
      }
      for (int i = 0; i < 1000; i++) {
        String said = "";
        for (int second = 0; second < 3; second++) {
          said = said + "line " + second + " of machine " + i + "\r\n";
        }
        long length = said.length();
        Console console = consoles.get(i);
        await()
            .pollInterval(Duration.ofMillis(1))
            .atMost(Duration.ofSeconds(5))
            .until(() -> console.status().endOffset() == length);
        assertThat(recorders.get(i).output()).isEqualTo(MuxFixture.bytes(said).array());
      }
    } finally {
      for (FakeMachine machine : machines) {
        machine.close();
      }
    }
  }
}

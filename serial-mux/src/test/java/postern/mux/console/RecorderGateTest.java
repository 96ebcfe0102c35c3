package postern.mux.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static postern.mux.console.MuxFixture.bytes;
import static postern.mux.console.MuxFixture.up;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import postern.mux.Console;
import postern.mux.LineAddress;
import postern.mux.Notice;

class RecorderGateTest {
  private MuxFixture fixture;
  private FakeMachine machine;
  private final FakeRecorder recorder = new FakeRecorder();
  private Console console;
  private TestParticipant ann;

  @BeforeEach
  void open() throws IOException {
    open(new MuxFixture());
  }

  private void open(MuxFixture opened) throws IOException {
    fixture = opened;
    machine = FakeMachine.at(fixture.socket("rec"));
    console = up(fixture.open(new LineAddress.UnixSocket(fixture.socket("rec")), recorder));
    ann = TestParticipant.typist(console, "ann");
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
    machine.close();
  }

  @Test
  void aShortRefusalPausesTheLineAndLosesNothing() throws Exception {
    close();
    open(new MuxFixture(MuxFixture.QUICK.withRecorderPatience(Duration.ofSeconds(10))));
    for (int round = 0; round < 5; round++) {
      recorder.refuse();
      machine.says("held" + round);
      // The refusal ends well before the time limit.
      CompletableFuture.runAsync(
              recorder::takeAgain, CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS))
          .get(5, TimeUnit.SECONDS);
      ann.sees("held" + round);
    }
    assertThat(recorder.output()).isEqualTo(ann.bytes());
    assertThat(recorder.gaps).isEmpty();
    assertThat(ann.told).isEmpty();
    assertThat(console.status().unrecorded()).isZero();
  }

  @Test
  void aLongRefusalShowsTheOutputAndCountsTheGap() throws Exception {
    machine.says("good ");
    ann.sees("good ");
    recorder.refuse();
    long began = System.nanoTime();
    machine.says("lost ");
    ann.sees("lost ");
    long waited = System.nanoTime() - began;
    assertThat(Duration.ofNanos(waited)).isBetween(Duration.ofMillis(200), Duration.ofMillis(900));
    machine.says("too ");
    ann.sees("too ");
    assertThat(ann.told).hasExactlyElementsOfTypes(Notice.NotRecorded.class);
    assertThat(console.status().unrecorded()).isEqualTo(9);
    recorder.takeAgain();
    ann.hears(Notice.RecordedAgain.class);
    assertThat(ann.last(Notice.RecordedAgain.class).gapBytes()).isEqualTo(9);
    machine.says("again");
    ann.sees("good lost too again");
    assertThat(recorder.gaps).containsExactly(9L);
    assertThat(recorder.output()).isEqualTo(bytes("good again").array());
    assertThat(recorder.orderBroken).isFalse();
    assertThat(console.status().unrecorded()).isZero();
  }

  @Test
  void pendingOutputIsShownBeforeTheNoticeOfAHangUp() throws Exception {
    recorder.refuse();
    machine.says("last words");
    await().atMost(Duration.ofSeconds(2)).until(() -> console.status().endOffset() == 10);
    machine.hangsUp();
    ann.hears(Notice.LineDown.class);
    assertThat(ann.text()).isEqualTo("last words");
    assertThat(ann.told).hasExactlyElementsOfTypes(Notice.NotRecorded.class, Notice.LineDown.class);
  }

  @Test
  @Tag("long")
  void underLoadEveryByteIsEitherRecordedOrCountedAsGap() throws Exception {
    byte[] megabyte = new byte[1 << 20];
    java.util.Arrays.fill(megabyte, (byte) 'x');
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(() -> {
          try {
            for (int i = 0; i < 40; i++) {
              if (i % 10 == 5) {
                recorder.refuse();
              }
              machine.says(megabyte);
              if (i % 10 == 8) {
                recorder.takeAgain();
              }
            }
          } catch (IOException fault) {
            throw new java.io.UncheckedIOException(fault);
          }
        });
    load.get(20, TimeUnit.SECONDS);
    recorder.takeAgain();
    await().atMost(Duration.ofSeconds(10)).until(() -> console.status().endOffset() == 40L << 20);
    await().atMost(Duration.ofSeconds(10)).until(() -> console.status().unrecorded() == 0);
    long gaps = recorder.gaps.stream().mapToLong(Long::longValue).sum();
    assertThat(recorder.count() + gaps).isEqualTo(40L << 20);
    assertThat(recorder.orderBroken).isFalse();
  }
}

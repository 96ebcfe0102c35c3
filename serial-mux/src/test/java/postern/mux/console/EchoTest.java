package postern.mux.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static postern.mux.console.MuxFixture.up;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import postern.mux.Console;
import postern.mux.LineAddress;
import postern.mux.Notice;
import postern.mux.TypeOutcome;
import postern.mux.line.Line;

/** Who types stays for the echo: nothing is lost or doubled by it, and it is not done in vain. */
class EchoTest {
  private static final int KEYS = 3000;

  @AutoClose private final MuxFixture house = MuxFixture.usual();

  @Test
  void everyByteComesOnceAndInOrderWhoeverReadsIt() throws Exception {
    KeptRecorder recorder = new KeptRecorder();
    try (FakeMachine machine = FakeMachine.at(house.socket("echo"))) {
      Console console = up(house.open(new LineAddress.UnixSocket(house.socket("echo")), recorder));
      Watching typist = Watching.typist(console, "typist");
      typist.at.takeKeyboard(false);
      CompletableFuture<byte[]> said = CompletableFuture.supplyAsync(() -> echo(machine));
      for (int i = 0; i < KEYS; i++) {
        typist.at.expectEcho();
        typist.at.type(ByteBuffer.wrap(new byte[] {(byte) ('a' + i % 26)}));
        typist.at.awaitEcho();
      }
      byte[] all = said.get(20, TimeUnit.SECONDS);
      typist.reaches(all.length);
      assertThat(typist.bytes()).isEqualTo(all);
      assertThat(recorder.output()).isEqualTo(all);
      assertThat(recorder.orderBroken).isFalse();
      assertThat(recorder.typed()).hasSize(KEYS);
    }
  }

  /** Answers each key by itself, some by much more; returns all that it said. */
  private static byte[] echo(FakeMachine machine) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      for (int i = 0; i < KEYS; i++) {
        byte[] heard = machine.hears(1);
        said.writeBytes(heard);
        machine.says(heard);
        if (i % 50 == 0) {
          byte[] much = ("\r\n" + "0123456789".repeat(i)).getBytes(US_ASCII);
          said.writeBytes(much);
          machine.says(much);
        }
      }
    } catch (IOException fault) {
      throw new java.io.UncheckedIOException(fault);
    }
    return said.toByteArray();
  }

  @Test
  @Timeout(30)
  void aMuffledLineWakesNobodyAndLosesNothing() throws Exception {
    KeptRecorder recorder = new KeptRecorder();
    try (FakeMachine machine = FakeMachine.at(house.socket("muffled"))) {
      Console console =
          up(house.open(new LineAddress.UnixSocket(house.socket("muffled")), recorder));
      Watching watcher = Watching.typist(console, "watcher");
      LiveConsole live = (LiveConsole) console;
      Line line = Objects.requireNonNull(live.echo().expect());
      StringBuilder said = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        machine.says("answer " + i);
        CompletableFuture.runAsync(() -> {}, live::onLoop).get(10, TimeUnit.SECONDS);
        assertThat(live.endOffset())
            .as("the loop was awake and let it be")
            .isEqualTo(said.length());
        said.append("answer ").append(i);
        long before = live.endOffset();
        while (live.endOffset() == before) {
          live.echo().await(line, before);
        }
      }
      assertThat(recorder.threads).containsExactly(Thread.currentThread().getName());
      machine.says("more");
      line.muffle(false);
      watcher.sees(said.append("more").toString());
    }
  }

  @Test
  void whatIsNotTypedIsNotWaitedFor() throws IOException {
    try (FakeMachine machine = FakeMachine.at(house.socket("other"))) {
      Console console =
          up(house.open(new LineAddress.UnixSocket(house.socket("other")), new KeptRecorder()));
      Watching holder = Watching.typist(console, "holder");
      holder.at.takeKeyboard(false);
      Watching other = Watching.typist(console, "other");
      other.at.awaitEcho();
      other.at.expectEcho();
      assertThat(other.at.type(MuxFixture.bytes("x"))).isInstanceOf(TypeOutcome.NotHolder.class);
      other.at.awaitEcho();
      machine.hangsUp();
      holder.hears(Notice.LineDown.class);
      holder.at.expectEcho();
      holder.at.type(MuxFixture.bytes("x"));
      holder.at.awaitEcho();
      assertThat(holder.text()).isEmpty();
    }
  }

  @Test
  void waitingInVainIsTriedLessAndLess() {
    Habit habit = new Habit();
    int tried = 0;
    for (int key = 0; key < 10_000; key++) {
      if (habit.worthIt()) {
        tried++;
        habit.helped(false);
      }
    }
    assertThat(tried).isBetween(10, 25);
    for (int key = 0; !habit.worthIt(); key++) {
      assertThat(key).isLessThan(1024);
    }
    habit.helped(true);
    assertThat(habit.worthIt()).isTrue();
  }

  @Test
  void noMoreThanATwentiethOfTheTimeGoesIntoWaiting() {
    EchoAllowance allowance = new EchoAllowance(0);
    long waited = 0;
    long second = 1_000_000_000;
    for (long now = 0; now < 10 * second; now += 200_000) {
      if (allowance.left(now)) {
        allowance.spend(150_000);
        waited += 150_000;
      }
    }
    assertThat(waited).isBetween(second / 2, second / 2 + 11_000_000);
    allowance.spend(3600 * second);
    assertThat(allowance.left(10 * second)).isFalse();
    assertThat(allowance.left(11 * second)).as("an hour's stop is not held against it").isTrue();
  }
}

package postern.mux.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static postern.mux.console.MuxFixture.up;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import postern.mux.Console;
import postern.mux.LineAddress;

/** Typing and its echo: nothing is lost, doubled or reordered. */
class EchoTest {
  private static final int KEYS = 3000;

  @AutoClose private final MuxFixture fixture = MuxFixture.usual();

  @Test
  void everyByteOfTheEchoComesOnceAndInOrder() throws Exception {
    FakeRecorder recorder = new FakeRecorder();
    try (FakeMachine machine = FakeMachine.at(fixture.socket("echo"))) {
      Console console =
          up(fixture.open(new LineAddress.UnixSocket(fixture.socket("echo")), recorder));
      TestParticipant typist = TestParticipant.typist(console, "typist");
      typist.at.takeKeyboard(false);
      CompletableFuture<byte[]> said = CompletableFuture.supplyAsync(() -> echo(machine));
      for (int i = 0; i < KEYS; i++) {
        typist.at.type(ByteBuffer.wrap(new byte[] {(byte) ('a' + i % 26)}));
      }
      byte[] all = said.get(20, TimeUnit.SECONDS);
      typist.reaches(all.length);
      assertThat(typist.bytes()).isEqualTo(all);
      assertThat(recorder.output()).isEqualTo(all);
      assertThat(recorder.orderBroken).isFalse();
      assertThat(recorder.typed()).hasSize(KEYS);
    }
  }

  /** Echoes each key, and sends much more after some. Returns everything sent. */
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
}

package postern.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import postern.tui.Exit;

/** Compares whole screens on Lanterna's virtual terminal with files. */
final class GoldenScreenTest {
  private final TestClock clock = new TestClock();
  private final FakeGateway gateway = FakeGateway.small(clock.instant());

  @Test
  void machinesAt80By24() throws Exception {
    sees("machines-80x24", 80, 24);
  }

  @Test
  void machinesAt40By10() throws Exception {
    sees("machines-40x10", 40, 10);
  }

  @Test
  void machinesAt132By12() throws Exception {
    sees("machines-132x12", 132, 12);
  }

  @Test
  void sessionsAt80By24() throws Exception {
    sees("sessions-80x24", 80, 24, new KeyStroke('2', false, false));
  }

  @Test
  void sessionsAt40By10() throws Exception {
    sees("sessions-40x10", 40, 10, new KeyStroke(KeyType.Tab));
  }

  @Test
  void thePowerQuestionAt80By24() throws Exception {
    sees(
        "power-80x24",
        80,
        24,
        new KeyStroke(KeyType.ArrowDown),
        new KeyStroke('p', false, false),
        new KeyStroke('c', false, false));
  }

  @Test
  void theHelpAt40By10() throws Exception {
    sees("help-40x10", 40, 10, new KeyStroke('?', false, false));
  }

  @Test
  void nobodyAndNothing() throws Exception {
    gateway.machines(List.of());
    gateway.sessions(List.of());
    sees("empty-80x24", 80, 24);
  }

  private void sees(String golden, int cols, int rows, KeyStroke... keys) throws Exception {
    String wanted = golden(golden);
    DefaultVirtualTerminal drawing = new DefaultVirtualTerminal(new TerminalSize(cols, rows));
    PipeTerminal pipe = new PipeTerminal("xterm", cols, rows, clock);
    CompletableFuture<Exit> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            ended.complete(new TextUi(gateway, pipe, clock).run(drawing));
          } catch (InterruptedException | RuntimeException | Error e) {
            ended.completeExceptionally(e);
          }
        });
    for (KeyStroke key : keys) {
      await().pollInterval(Duration.ofMillis(2)).until(pipe::isWaiting);
      drawing.addInput(key);
      pipe.wake();
      clock.advance(Duration.ofMillis(300));
    }
    try {
      await()
          .atMost(Duration.ofSeconds(5))
          .pollInterval(Duration.ofMillis(5))
          .untilAsserted(() -> assertThat(text(drawing, cols, rows)).isEqualTo(wanted));
    } finally {
      pipe.hangUp();
    }
    assertThat(ended.get(5, TimeUnit.SECONDS)).isEqualTo(new Exit.Disconnected());
  }

  private static String text(DefaultVirtualTerminal drawing, int cols, int rows) {
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < rows; y++) {
      StringBuilder line = new StringBuilder();
      for (int x = 0; x < cols; x++) {
        TextCharacter cell = drawing.getCharacter(x, y);
        line.append(cell.getCharacterString());
        x += cell.isDoubleWidth() ? 1 : 0;
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = GoldenScreenTest.class.getResourceAsStream(name + ".txt")) {
      return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

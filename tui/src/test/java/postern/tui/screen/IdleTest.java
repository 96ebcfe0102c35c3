package postern.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import postern.tui.Exit;

/** Checks that an idle UI does nothing, and that many changes and slow clients cost little. */
final class IdleTest {
  private final TestClock clock = new TestClock();
  private final FakeGateway gateway = FakeGateway.small(clock.instant());

  @Test
  void nothingIsDrawnWhileNoTextChanges() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").settles();
      int wakeUps = ui.terminal.wakeUps();
      int frames = ui.terminal.frames();
      for (int i = 0; i < 50; i++) {
        ui.later(Duration.ofMillis(200));
      }
      assertThat(ui.terminal.wakeUps() - wakeUps).isZero();
      assertThat(ui.terminal.frames() - frames).isZero();
    }
  }

  @Test
  void agesAreRedrawnAtMostOnceASecond() throws Exception {
    for (int i = 0; i < 10; i++) {
      gateway.add(FakeGateway.up("red", "tick" + i, clock.instant().minusMillis(130L * i)));
    }
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("tick9").settles();
      int frames = ui.terminal.frames();
      for (int i = 0; i < 100; i++) {
        ui.later(Duration.ofMillis(100));
      }
      assertThat(ui.terminal.frames() - frames).isBetween(9, 10);
      ui.later(Duration.ofSeconds(1)).shows("11s");
    }
  }

  @Test
  void manyChangesCauseFiveUpdatesASecond() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").settles();
      int wakeUps = ui.terminal.wakeUps();
      int frames = ui.terminal.frames();
      for (int i = 0; i < 500; i++) {
        gateway.machines(
            List.of(FakeGateway.up("red", "n" + i, clock.instant().minusSeconds(90_000))));
        ui.later(Duration.ofMillis(2));
      }
      assertThat(ui.terminal.frames() - frames).isBetween(4, 6);
      assertThat(ui.terminal.wakeUps() - wakeUps).isLessThanOrEqualTo(12);
      ui.later(Duration.ofMillis(200)).shows("red/n499");
    }
  }

  @Test
  void aStoppedClientGetsTheNewestScreenLater() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").settles();
      ui.terminal.reads(false);
      ui.settles();
      int wakeUps = ui.terminal.wakeUps();
      for (int i = 0; i < 100; i++) {
        gateway.machines(List.of(FakeGateway.up("red", "n" + i, clock.instant())));
        ui.later(Duration.ofMillis(500));
      }
      assertThat(ui.terminal.wakeUps() - wakeUps).isLessThanOrEqualTo(2);
      ui.type("2");
      ui.terminal.reads(true);
      ui.shows("[2 Sessions").type("1").shows("n99").hides("n98");
    }
  }

  @Test
  void aClientThatDoesNotReadDoesNotDelayTheEnd() throws Exception {
    OpenTextUi ui = OpenTextUi.of(gateway, clock);
    ui.shows("web2");
    ui.terminal.reads(false);
    ui.type("q");
    ui.clock.advance(Duration.ofSeconds(3));
    assertThat(ui.ends()).isEqualTo(new Exit.Quit());
  }
}

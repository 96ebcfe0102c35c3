package postern.power.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.PowerAction;
import postern.power.PowerState;
import postern.power.PowerState.Power;
import postern.power.backend.Backend.Answer;
import postern.power.backend.Backend.Evidence;
import postern.power.backend.Backend.Observation;
import postern.power.keeper.KeeperClient;
import postern.power.keeper.KeptProcess;
import postern.power.testing.FakeServer;
import postern.power.testing.TestKeeper;

/**
 * Simulates a QEMU that hangs while it exits, by a real process under a real keeper and a fake
 * monitor that reports the shutdown and answers nothing afterwards.
 */
final class SoftShutdownTest {
  private static final String[] HANGS = {
    "{\"QMP\":{}}\n",
    "{\"id\":1,\"return\":{}}\n",
    "{\"id\":2,\"return\":{}}\n{\"event\":\"SHUTDOWN\",\"data\":{\"guest\":true}}\n",
  };

  @TempDir Path dir;
  private final AtomicLong clock = new AtomicLong();
  private KeeperClient keeper = new KeeperClient(Path.of("/nowhere"), List.of());

  @BeforeEach
  void start() {
    keeper = new KeeperClient(dir.resolve("keeper"), TestKeeper.command());
  }

  @AfterEach
  void end() throws IOException {
    keeper.end();
    keeper.close();
  }

  @Test
  void aQemuThatHangsAfterTheGuestHasShutDownIsKilled() throws Exception {
    KeptProcess process =
        new KeptProcess(keeper, "q1", List.of("sleep", "1000"), dir.resolve("console"));
    process.start();
    try (FakeServer server = FakeServer.sending(dir.resolve("qmp"), HANGS);
        Evidence evidence = shutdown(process, server.path())) {
      await().until(() -> checkTenSecondsLater(evidence) instanceof Observation.Done);
      assertThat(Duration.ofNanos(clock.get())).isGreaterThan(Duration.ofSeconds(20));
      assertThat(evidence.check())
          .isEqualTo(new Observation.Done("SHUTDOWN event; QEMU did not exit and was killed"));
      assertThat(process.state().reason().orElse("")).startsWith("signal 9");
    }
  }

  private Observation checkTenSecondsLater(Evidence evidence) {
    clock.addAndGet(Duration.ofSeconds(10).toNanos());
    return evidence.check();
  }

  private Evidence shutdown(KeptProcess process, Path monitor) {
    KeptQemu qemu = new KeptQemu(process, monitor, clock::get);
    return ((Answer.Accepted) qemu.request(PowerAction.SOFT, PowerState.of(Power.ON))).evidence();
  }
}

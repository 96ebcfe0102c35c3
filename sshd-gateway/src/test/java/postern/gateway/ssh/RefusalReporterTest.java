package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import postern.gateway.ssh.SshEvents.Refusal;
import postern.gateway.ssh.SshEvents.Told;

/** Any number of refusals becomes a few events, and all of them are counted. */
final class RefusalReporterTest {
  private final List<Refusal> told = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private final RefusalReporter refusals =
      new RefusalReporter(told::add, (after, task) -> waiting.add(task));

  private void refuse(String key, String source, String what) {
    Caller caller = new Caller("web1", new KeyUse(key, source, false), List.of());
    Optional<Caller> who = key.isEmpty() ? Optional.empty() : Optional.of(caller);
    refusals.refused(new Refusal(who, source, "web1", key, new Told(what, 1)));
  }

  private void windowsEnd() {
    List<Runnable> due = List.copyOf(waiting);
    waiting.clear();
    due.forEach(Runnable::run);
  }

  private int count() {
    return told.stream().mapToInt(each -> each.told().times()).sum();
  }

  @Test
  void repeatedRefusalsAreReportedTogether() {
    for (int i = 0; i < 30_000; i++) {
      refuse("k1", "192.0.2.1", "request tcpip-forward");
    }
    refuse("k2", "192.0.2.1", "request tcpip-forward");
    assertThat(told).hasSize(2);
    windowsEnd();
    assertThat(told).hasSize(3);
    assertThat(told.getLast().caller().orElseThrow().fingerprint()).isEqualTo("k1");
    assertThat(count()).isEqualTo(30_001);
    refuse("k1", "192.0.2.1", "request tcpip-forward");
    assertThat(told).hasSize(4); // a new window
  }

  @Test
  void differentLoginNamesCauseNoMoreEvents() {
    for (int i = 0; i < 10_000; i++) {
      refuse("k1", "192.0.2.1", "request x" + i);
    }
    windowsEnd();
    assertThat(told).hasSizeLessThan(20);
    assertThat(count()).isEqualTo(10_000);
  }

  @Test
  void manySourcesCauseNoMoreEvents() {
    for (int i = 0; i < 20_000; i++) {
      refuse("", "10.0." + i / 256 + "." + i % 256, "connection: too many");
    }
    assertThat(told).hasSizeLessThan(1100);
    refusals.flush();
    assertThat(told).hasSizeLessThan(1100);
    assertThat(count()).isEqualTo(20_000);
  }
}

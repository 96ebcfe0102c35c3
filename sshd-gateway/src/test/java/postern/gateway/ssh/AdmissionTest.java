package postern.gateway.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.ssh.Admission.Verdict;

/** Which connections get the login slots when there are too many. */
final class AdmissionTest {
  private static final long SECOND = 1_000_000_000L;
  private static final InetAddress HOME = InetAddress.ofLiteral("192.0.2.7");

  @TempDir Path dir;
  private KnownSources known = KnownSources.in(Path.of("none"), Clock.systemUTC());

  @BeforeEach
  void homeIsKnown() {
    known = KnownSources.in(dir.resolve("known"), Clock.systemUTC());
    known.loggedIn(HOME);
  }

  private Admission standard(String... exempt) {
    return new Admission(ConnectionLimits.standard(), List.of(exempt), known);
  }

  private static InetAddress source(int n) {
    return InetAddress.ofLiteral("10.0." + n / 250 + "." + n % 250);
  }

  /**
   * Opens many connections from one source, five every quarter of a second, and returns those that
   * were accepted.
   */
  private static List<LoginSlot> come(Admission admission, InetAddress from, int count, long at) {
    List<LoginSlot> in = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (admission.arrived(from, at + i / 5 * (SECOND / 4))
          instanceof Verdict.Accepted(LoginSlot slot, var after, var gone)) {
        in.add(slot);
      }
    }
    return in;
  }

  @Test
  void tenSourcesThatStayLeaveSlotsForOthers() {
    Admission admission = standard();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 10; i++) {
        come(admission, source(i), 50, round * 120L * SECOND);
      }
      assertThat(admission.waiting()).isEqualTo(410); // eight sources with 50, two with 5
    }
    long now = 260 * SECOND;
    for (int i = 100; i < 200; i++) {
      assertThat(admission.arrived(source(i), now)).isInstanceOf(Verdict.Accepted.class);
    }
    assertThat(admission.waiting()).isEqualTo(500);
    assertThat(evicted(admission.arrived(source(300), now)).orElseThrow().source)
        .isIn(IntStream.range(0, 8).mapToObj(AdmissionTest::source).toArray());
    assertThat(evicted(admission.arrived(HOME, now)).map(lost -> lost.source)).isNotEmpty();
    assertThat(admission.arrived(source(5), now)).isInstanceOf(Verdict.Refused.class);
    assertThat(admission.waiting()).isEqualTo(500);
  }

  @Test
  void theOldestSilentConnectionOfManySourcesIsEvicted() {
    Admission admission = standard();
    List<LoginSlot> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.addAll(come(admission, source(i), 1, i * 10_000_000L));
    }
    long now = 5 * SECOND;
    all.get(0).heldBy(() -> {}, () -> now - SECOND); // this connection has just sent something
    assertThat(evicted(admission.arrived(source(600), now))).contains(all.get(1));
    assertThat(evicted(admission.arrived(HOME, now))).contains(all.get(2));
    all.get(0).heldBy(() -> {}, () -> now + 7 * SECOND);
    assertThat(evicted(admission.arrived(source(601), now + 8 * SECOND)))
        .contains(all.get(0)); // a connection cannot keep its slot by sending a byte now and then
  }

  @Test
  void anActiveConnectionIsEvictedOnlyForAKnownSource() {
    Admission admission = standard();
    for (int i = 0; i < 500; i++) {
      come(admission, source(i), 1, 0);
    }
    assertThat(admission.arrived(source(600), SECOND)).isInstanceOf(Verdict.Refused.class);
    assertThat(evicted(admission.arrived(HOME, SECOND))).isPresent();
    assertThat(admission.waiting()).isEqualTo(500);
  }

  @Test
  void aKnownSourceIsDelayedAndItsOwnSilentConnectionsAreEvicted() {
    Admission admission = standard();
    assertThat(come(admission, HOME, 50, 0)).hasSize(50);
    for (int i = 0; i < 200; i++) {
      Verdict verdict = admission.arrived(HOME, 30 * SECOND + i);
      assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
      assertThat(((Verdict.Accepted) verdict).after().toSeconds()).isLessThanOrEqualTo(5);
    }
    assertThat(admission.waiting()).isBetween(50, 200);
    assertThat(admission.arrived(source(1), 31 * SECOND)).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void theTotalLimitAppliesToExemptNetworksToo() {
    Admission admission = standard("10.0.0.0/8");
    for (int i = 0; i < 700; i++) {
      admission.arrived(source(1), i);
    }
    assertThat(admission.waiting()).isEqualTo(500);
    assertThat(evicted(admission.arrived(InetAddress.ofLiteral("198.51.100.1"), 3 * SECOND)))
        .isPresent();
    assertThat(evicted(admission.arrived(source(1), 3 * SECOND))).isPresent();
    assertThat(admission.waiting()).isEqualTo(500);
  }

  @Test
  void addressesOfOneIpv6NetworkAreOneSource() {
    Admission admission = standard();
    int in = 0;
    for (int i = 0; i < 100; i++) {
      InetAddress from = InetAddress.ofLiteral("2001:db8::" + Integer.toHexString(i + 1));
      in += admission.arrived(from, i * SECOND / 10) instanceof Verdict.Accepted ? 1 : 0;
    }
    assertThat(in).isEqualTo(50);
  }

  @Test
  void aSlotIsReleasedOnce() {
    Admission admission = standard();
    LoginSlot slot = come(admission, HOME, 1, 0).getFirst();
    admission.release(slot);
    admission.release(slot);
    assertThat(admission.waiting()).isZero();
  }

  private static Optional<LoginSlot> evicted(Verdict verdict) {
    return verdict instanceof Verdict.Accepted(var slot, var after, Optional<LoginSlot> gone)
        ? gone
        : Optional.empty();
  }
}

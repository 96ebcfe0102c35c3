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

/** Who gets one of the places before login when there are more who want one. */
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
    return new Admission(DoorLimits.standard(), List.of(exempt), known);
  }

  private static InetAddress source(int n) {
    return InetAddress.ofLiteral("10.0." + n / 250 + "." + n % 250);
  }

  /** Many connections of one source, five a quarter of a second; those that were let in. */
  private static List<LoginPlace> come(Admission door, InetAddress from, int count, long at) {
    List<LoginPlace> in = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (door.arrived(from, at + i / 5 * (SECOND / 4))
          instanceof Verdict.In(LoginPlace place, var after, var gone)) {
        in.add(place);
      }
    }
    return in;
  }

  @Test
  void tenSourcesThatStayLeavePlacesForOthers() {
    Admission door = standard();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 10; i++) {
        come(door, source(i), 50, round * 120L * SECOND);
      }
      assertThat(door.waiting()).isEqualTo(410); // eight with 50, two with 5
    }
    long now = 260 * SECOND;
    for (int i = 100; i < 200; i++) {
      assertThat(door.arrived(source(i), now)).isInstanceOf(Verdict.In.class);
    }
    assertThat(door.waiting()).isEqualTo(500);
    assertThat(loser(door.arrived(source(300), now)).orElseThrow().source)
        .isIn(IntStream.range(0, 8).mapToObj(AdmissionTest::source).toArray());
    assertThat(loser(door.arrived(HOME, now)).map(lost -> lost.source)).isNotEmpty();
    assertThat(door.arrived(source(5), now)).isInstanceOf(Verdict.Out.class);
    assertThat(door.waiting()).isEqualTo(500);
  }

  @Test
  void ofManySourcesTheOldestSilentConnectionGivesWay() {
    Admission door = standard();
    List<LoginPlace> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.addAll(come(door, source(i), 1, i * 10_000_000L));
    }
    long now = 5 * SECOND;
    all.get(0).heldBy(() -> {}, () -> now - SECOND); // something was just heard from it
    assertThat(loser(door.arrived(source(600), now))).contains(all.get(1));
    assertThat(loser(door.arrived(HOME, now))).contains(all.get(2));
    all.get(0).heldBy(() -> {}, () -> now + 7 * SECOND);
    assertThat(loser(door.arrived(source(601), now + 8 * SECOND)))
        .contains(all.get(0)); // a drip of bytes keeps no place for ever
  }

  @Test
  void whoTalksGivesWayToAKnownSourceOnly() {
    Admission door = standard();
    for (int i = 0; i < 500; i++) {
      come(door, source(i), 1, 0);
    }
    assertThat(door.arrived(source(600), SECOND)).isInstanceOf(Verdict.Out.class);
    assertThat(loser(door.arrived(HOME, SECOND))).isPresent();
    assertThat(door.waiting()).isEqualTo(500);
  }

  @Test
  void aKnownSourceIsSlowedAndItsOwnSilentOnesGiveWay() {
    Admission door = standard();
    assertThat(come(door, HOME, 50, 0)).hasSize(50);
    for (int i = 0; i < 200; i++) {
      Verdict verdict = door.arrived(HOME, 30 * SECOND + i);
      assertThat(verdict).isInstanceOf(Verdict.In.class);
      assertThat(((Verdict.In) verdict).after().toSeconds()).isLessThanOrEqualTo(5);
    }
    assertThat(door.waiting()).isBetween(50, 200);
    assertThat(door.arrived(source(1), 31 * SECOND)).isInstanceOf(Verdict.In.class);
  }

  @Test
  void theLimitOfAllHoldsForExemptNetworksToo() {
    Admission door = standard("10.0.0.0/8");
    for (int i = 0; i < 700; i++) {
      door.arrived(source(1), i);
    }
    assertThat(door.waiting()).isEqualTo(500);
    assertThat(loser(door.arrived(InetAddress.ofLiteral("198.51.100.1"), 3 * SECOND))).isPresent();
    assertThat(loser(door.arrived(source(1), 3 * SECOND))).isPresent();
    assertThat(door.waiting()).isEqualTo(500);
  }

  @Test
  void addressesOfOneIpv6NetworkAreOneSource() {
    Admission door = standard();
    int in = 0;
    for (int i = 0; i < 100; i++) {
      InetAddress from = InetAddress.ofLiteral("2001:db8::" + Integer.toHexString(i + 1));
      in += door.arrived(from, i * SECOND / 10) instanceof Verdict.In ? 1 : 0;
    }
    assertThat(in).isEqualTo(50);
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    Admission door = standard();
    LoginPlace place = come(door, HOME, 1, 0).getFirst();
    door.left(place);
    door.left(place);
    assertThat(door.waiting()).isZero();
  }

  private static Optional<LoginPlace> loser(Verdict verdict) {
    return verdict instanceof Verdict.In(var place, var after, Optional<LoginPlace> gone)
        ? gone
        : Optional.empty();
  }
}

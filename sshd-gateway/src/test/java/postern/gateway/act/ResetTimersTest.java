package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.AuditSettings;
import postern.audit.AuditStore;
import postern.audit.store.FileAuditStore;
import postern.gateway.access.Actor;
import postern.gateway.config.ConfigurationReader;
import postern.gateway.config.Fleet;
import postern.gateway.config.FleetWatch;
import postern.gateway.machine.Backends;
import postern.gateway.machine.LiveMachine;
import postern.gateway.machine.StateFile;
import postern.gateway.machine.StoredState;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Site;
import postern.gateway.ssh.KeyUse;
import postern.mux.ConsoleEvent;
import postern.mux.Notice;
import postern.mux.SerialMux;
import postern.mux.console.ConsoleMultiplexer;
import postern.power.PowerAction;
import postern.power.control.PowerControl;

/** Armed resets in a whole gateway whose clock the test moves. */
@Timeout(60)
final class ResetTimersTest {
  private static final Actor RITA =
      new Actor("red/rita", new KeyUse("SHA256:x", "127.0.0.1", false), true, false);
  private static final Actor WALLY =
      new Actor("red/wally", new KeyUse("SHA256:y", "127.0.0.1", false), false, false);

  private static final String BOOT =
      "\r\n[    0.000000] Linux version 6.1.0\r\n[    0.000000] Command line: ro\r\n";

  @TempDir private Path dir;
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final TestClock clock = new TestClock();
  private FakeMachine machine;
  private Fleet fleet;
  private Running gateway;

  private record Running(AuditStore audit, SerialMux mux, PowerControl power, Acts acts) {
    LiveMachine web1() {
      return acts.machines().all().iterator().next();
    }

    void close() {
      acts.close();
      mux.close();
      power.close();
      audit.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    machine = FakeMachine.silent(dir.resolve("red"));
    Site site = Site.in(dir);
    site.fleet(
        "all.toml",
        machine.entry("web1", "red")
            + "power = { at = \"command:\", reset = [\"touch\", \""
            + dir.resolve("was-reset")
            + "\"], off = [\"true\"], status = [\"echo\", \"on\"] }\n");
    try (FleetWatch watch =
        FleetWatch.start(
            ConfigurationReader.read(site.config()).configuration().orElseThrow(), change -> {})) {
      fleet = watch.fleet();
    }
    gateway = start();
  }

  private Running start() {
    Path data = dir.resolve("data");
    AuditStore audit = FileAuditStore.open(data, AuditSettings.defaults(), clock);
    PowerControl power = PowerControl.start(data.resolve("keeper"), List.of("false"));
    SerialMux mux = ConsoleMultiplexer.start(Clock.systemUTC(), audit.nativeLibraries());
    Acts acts =
        new Acts(new Backends(audit, mux, power), new StoredState(data, clock), true, clock);
    acts.follow(fleet);
    Running made = new Running(audit, mux, power, acts);
    made.web1()
        .console()
        .addListener(event -> {
          if (event instanceof ConsoleEvent.Announced(Notice notice)
              && notice instanceof Notice.Text(String line)) {
            told.add(line);
          }
        });
    return made;
  }

  @AfterEach
  void close() throws IOException {
    gateway.close();
    machine.close();
  }

  @Test
  void countsDownAndResetsWhenNobodySaysKeep() throws IOException {
    assertThat(arm(Duration.ofMinutes(5))).isInstanceOf(ResetTimers.Answer.Armed.class);
    assertThat(arm(Duration.ofMinutes(5))).isInstanceOf(ResetTimers.Answer.Already.class);
    hears("reset in 5 min unless someone says `keep`");
    pass(Duration.ofSeconds(239));
    assertThat(told).hasSize(1);
    pass(Duration.ofSeconds(1));
    hears("reset in 1 min unless");
    pass(Duration.ofSeconds(30));
    hears("reset in 30 s unless");
    pass(Duration.ofSeconds(20));
    hears("reset in 10 s unless");
    assertThat(dir.resolve("was-reset")).doesNotExist();
    resets(() -> pass(Duration.ofSeconds(10)));
    hears("nobody said keep in time: resetting");
    assertThat(gateway.web1().armedReset()).isEmpty();
    assertThat(told.stream().filter(line -> line.startsWith("reset in"))).hasSize(3);
  }

  @Test
  void aPersonWhoMayTypeCallsItOffAndAWatcherDoesNot() {
    arm(Duration.ofMinutes(1));
    assertThat(gateway.acts().resetTimers().keep(WALLY, gateway.web1()))
        .isEqualTo(ResetTimers.Kept.NOT_PERMITTED);
    assertThat(gateway.acts().resetTimers().arm(WALLY, gateway.web1(), Duration.ofMinutes(1)))
        .isInstanceOf(ResetTimers.Answer.NotPermitted.class);
    assertThat(gateway.acts().resetTimers().keep(RITA, gateway.web1()))
        .isEqualTo(ResetTimers.Kept.KEPT);
    hears("red/rita: kept; the reset is called off");
    pass(Duration.ofMinutes(2));
    assertThat(dir.resolve("was-reset")).doesNotExist();
  }

  @Test
  void aPowerActionCallsItOff() throws IOException {
    arm(Duration.ofMinutes(1));
    resets(() -> gateway.acts().power().act(RITA, gateway.web1(), PowerAction.RESET, true));
    hears("the armed reset is called off: red/rita: power reset");
    assertThat(gateway.web1().armedReset()).isEmpty();
  }

  @Test
  void aBootCallsItOffAndBootTextThatIsOnlyPrintedDoesNot() throws IOException {
    arm(Duration.ofMinutes(1));
    machine.say("web1:~# dmesg" + BOOT + "web1:~# dmesg | head -1; cat /proc/version");
    machine.say("\r\nLinux version 6.1.0\r\nLinux version 6.1.0\r\n" + "x".repeat(200_000));
    machine.say("\r\nKernel command line: what was that\r\n");
    machine.say("Oops: that was all\r\n");
    await().until(() -> gateway.web1().console().conditions().panic().isPresent());
    pass(Duration.ofSeconds(1));
    assertThat(told).noneMatch(said -> said.contains("called off"));
    machine.say(BOOT);
    hears("the armed reset is called off: a boot was seen");
    assertThat(dir.resolve("was-reset")).doesNotExist();
  }

  @Test
  void machinesWhoseNamesJoinToTheSameTextHaveFilesOfTheirOwn() {
    assertThat(StateFile.in(dir, "a.b", "c.try")).isNotEqualTo(StateFile.in(dir, "a", "b.c.try"));
  }

  @Test
  void survivesARestartAndIsDoneALittleLate() throws IOException {
    arm(Duration.ofMinutes(1));
    gateway.close();
    clock.forward(Duration.ofMinutes(9));
    gateway = start();
    assertThat(gateway.web1().armedReset()).isPresent();
    assertThat(gateway.web1().armedReset().orElseThrow().by()).isEqualTo(RITA);
    gateway.acts().resetTimers().look();
    assertThat(dir.resolve("was-reset")).doesNotExist();
    resets(() -> pass(Duration.ofSeconds(5)));
    hears("nobody said keep in time: resetting");
  }

  @Test
  void isCalledOffWhenItIsMoreThanTenMinutesOverdue() throws IOException {
    arm(Duration.ofMinutes(1));
    gateway.close();
    clock.forward(Duration.ofMinutes(12));
    gateway = start();
    hears("the armed reset is called off: it is more than 10 min overdue; nothing was reset");
    assertThat(gateway.web1().armedReset()).isEmpty();
    gateway.close();
    gateway = start();
    assertThat(gateway.web1().armedReset()).isEmpty();
    assertThat(dir.resolve("was-reset")).doesNotExist();
    try (var left = Files.list(dir.resolve("data/try"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aDamagedFileArmsNothing() throws IOException {
    gateway.close();
    StateFile.write(dir.resolve("data/try/red.web1.try"), Map.of("due", "soon", "armed", "x"));
    gateway = start();
    assertThat(gateway.web1().armedReset()).isEmpty();
  }

  private ResetTimers.Answer arm(Duration in) {
    machine.awaitConnected();
    return gateway.acts().resetTimers().arm(RITA, gateway.web1(), in);
  }

  private void pass(Duration time) {
    clock.forward(time);
    gateway.acts().resetTimers().look();
  }

  /** The machine boots as soon as it is reset, which ends the action. */
  private void resets(Runnable act) throws IOException {
    Thread acting = Thread.ofVirtual().start(act);
    await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(dir.resolve("was-reset")));
    machine.say(BOOT);
    await().atMost(Duration.ofSeconds(10)).until(() -> !acting.isAlive());
    hears("power reset: done, boot text");
  }

  private void hears(String line) {
    await(line)
        .atMost(Duration.ofSeconds(10))
        .until(() -> told.stream().anyMatch(said -> said.contains(line)));
  }
}

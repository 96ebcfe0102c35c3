package postern.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import postern.tui.ActOutcome;
import postern.tui.Alert;
import postern.tui.Exit;
import postern.tui.MachineRef;
import postern.tui.MachineRow;

/** Checks what people do and see by the bytes to and from their terminal. */
final class TextUiTest {
  private static final String DOWN = "\u001b[B";
  private static final String ESC = "\u001b";

  private final TestClock clock = new TestClock();
  private final FakeGateway gateway = FakeGateway.small(clock.instant());

  @Test
  void theSelectionStaysOnItsMachineDuringUpdates() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").type(DOWN);
      assertThat(ui.selectedRow()).contains("red/web2");
      gateway.add(FakeGateway.up("blue", "app1", clock.instant()));
      ui.later(Duration.ofSeconds(1)).shows("app1");
      assertThat(ui.selectedRow()).contains("red/web2");
      gateway.remove("db1");
      ui.later(Duration.ofSeconds(1)).hides("db1");
      assertThat(ui.selectedRow()).contains("red/web2");
      gateway.remove("web2");
      ui.later(Duration.ofSeconds(1)).hides("web2");
      assertThat(ui.selectedRow()).as("the neighbour").contains("red/web10");
      gateway.add(FakeGateway.up("red", "web2", clock.instant()));
      ui.later(Duration.ofSeconds(1)).shows("web2");
      assertThat(ui.selectedRow()).as("the selection does not change back").contains("red/web10");
    }
  }

  @Test
  void enterAttachesAndTheViewStateLeadsBack() throws Exception {
    Exit.Attach attach;
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").type("/web").type("\r").type(DOWN + "\r");
      attach = (Exit.Attach) ui.ends();
      assertThat(ui.terminal.grid().alternateScreen()).isFalse();
      assertThat(ui.terminal.grid().cursorShown()).isTrue();
    }
    assertThat(attach.machine()).isEqualTo(new MachineRef("red", "web10"));
    try (OpenTextUi ui =
        OpenTextUi.at(gateway, clock, attach.back().withMessage("web10: you left"))) {
      ui.shows("web10: you left").hides("db1");
      assertThat(ui.selectedRow()).contains("red/web10");
      ui.type(ESC).later(Duration.ofMillis(60)).shows("db1");
      assertThat(ui.selectedRow()).contains("red/web10");
    }
    assertThat(gateway.listeners()).isZero();
  }

  @Test
  void losingTheAdminRoleEndsTheUiAndRestoresTheScreen() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2");
      gateway.admin = false;
      gateway.notifyListeners();
      assertThat(ui.ends()).isEqualTo(new Exit.Withdrawn());
      assertThat(ui.terminal.grid().alternateScreen()).isFalse();
    }
    assertThat(gateway.listeners()).isZero();
  }

  @Test
  void enterOnASessionAttachesToItsMachine() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").type("\t").shows("s-0001").type(DOWN + "\n");
      assertThat(((Exit.Attach) ui.ends()).machine()).isEqualTo(new MachineRef("blue", "db1"));
    }
  }

  @Test
  void aPowerActionAsksOnceNamesTheMachineAndShowsTheOutcome() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").type(DOWN + "p").shows("Power of red/web2, now on").type("0");
      ui.shows("Switch off red/web2?").shows("red/alice typed there 3h ago.");
      ui.later(Duration.ofMillis(400)).type("y").shows("power off red/web2");
      await().until(() -> gateway.acts.equals(List.of("power off red/web2")));
      ui.type(DOWN); // the table works while the act runs
      gateway.outcomes.add(new ActOutcome.NotSeen("red/web2: asked, not seen off in 120 s"));
      ui.shows("red/web2: asked, not seen off in 120 s");
    }
  }

  @Test
  void switchingOnIsDoneWithoutAQuestion() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      gateway.outcomes.add(new ActOutcome.Done("blue/db1 is on already"));
      ui.shows("web2")
          .type("p")
          .later(Duration.ofMillis(300))
          .type("1")
          .shows("blue/db1 is on already");
    }
    assertThat(gateway.acts).containsExactly("power on blue/db1");
  }

  @Test
  void answersTypedBeforeTheQuestionAndPastesAreIgnored() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").type("p0y").shows("Switch off blue/db1?");
      ui.type("\u001b[200~y\r\u001b[201~").later(Duration.ofSeconds(1));
      ui.type("\u001b[200~y\r\u001b[201~").shows("Switch off blue/db1?");
      ui.type("n").hides("Switch off");
    }
    assertThat(gateway.acts).isEmpty();
  }

  @Test
  void endingASessionAsksOnceAndNamesThePerson() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").type("k").shows("2 shows the sessions");
      ui.type("2").shows("s-0001").type("k");
      ui.shows("End session s-0001 of red/alice on red/web2?");
      gateway.outcomes.add(new ActOutcome.Done("s-0001 ended"));
      ui.later(Duration.ofSeconds(1)).type(DOWN + "\r").shows("s-0001 ended");
    }
    assertThat(gateway.acts).containsExactly("end s-0001");
  }

  @Test
  void theFilterShowsRowsWithAllWordsAndEscapeShowsAll() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2").type("/red DOWN");
      assertThat(ui.screen()).contains("web10").doesNotContain("web2 ").doesNotContain("db1");
      assertThat(ui.terminal.grid().cursorShown()).isTrue();
      ui.type("x").shows("Nothing here matches the filter");
      ui.type("\u007f").shows("web10").type("\r").hides("Filter:").shows("/red DOWN: 1 shown");
      ui.type(ESC).later(Duration.ofMillis(60)).shows("db1");
      assertThat(ui.selectedRow()).as("where it was before").contains("blue/db1");
    }
  }

  @Test
  void alertsAreShownAndListed() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      gateway.alerts(
          List.of(
              new Alert(Alert.Severity.BAD, "the disk is full"),
              new Alert(Alert.Severity.WARNING, "fleet.d/10.toml:3: held")));
      ui.later(Duration.ofSeconds(1)).shows("! the disk is full (and 1 more: a)");
      ui.type("a").shows("fleet.d/10.toml:3: held").type("q").hides("10.toml");
      assertThat(ui.open()).isTrue();
    }
  }

  @Test
  void aResizeIsFollowedAndADialogFits() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("KEYBOARD");
      ui.terminal.resize(40, 10);
      ui.shows("web10").hides("KEYBOARD").type("?").shows("Esc back").shows("up/down more");
      ui.terminal.resize(300, 100);
      ui.shows("Ctrl-C   leave").shows("boot: rescue");
      ui.terminal.resize(1, 1);
      ui.settles();
      ui.terminal.resize(1_000_000, 1_000_000);
      ui.settles();
      ui.terminal.resize(80, 24);
      ui.shows("Ctrl-C   leave").type("x").shows("KEYBOARD").hides("Ctrl-C");
    }
  }

  @Test
  void fiveThousandMachinesScrollAndUpdate() throws Exception {
    List<MachineRow> many = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      many.add(FakeGateway.up("red", "web" + i, clock.instant().minusSeconds(86_400)));
    }
    gateway.machines(many);
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("red/web18").hides("red/web20").type("\u001b[6~").shows("> red/web19");
      ui.type("\u001b[F").shows("> red/web4999").type("\u001b[5~").shows("> red/web4980");
      int before = ui.terminal.raw().length();
      gateway.add(FakeGateway.up("aaa", "first", clock.instant()));
      ui.later(Duration.ofSeconds(1)).shows("5001");
      assertThat(ui.selectedRow()).contains("red/web4980");
      assertThat(ui.terminal.raw().length() - before).as("only what differs").isLessThan(200);
      ui.type("\u001b[H").shows("> aaa/first").type("/4321").shows("> red/web4321");
    }
  }

  @Test
  void hostileTextIsHarmless() throws Exception {
    String evil = "x\u001b]0;owned\u0007\u001b[2J\r\n\u0000\u009b31m\u202eabc\ud83d\ude00é日本";
    MachineRow row = FakeGateway.up("t" + evil, "n" + evil, clock.instant().minusSeconds(90_000));
    gateway.machines(
        List.of(
            new MachineRow(
                row.machine(),
                new MachineRow.Line.Down(clock.instant(), evil.repeat(500)),
                row.power(),
                Optional.of(evil),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(evil))));
    gateway.alerts(List.of(new Alert(Alert.Severity.BAD, evil)));
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock, "xterm", 200, 24)) {
      // The grid fails on control characters and on sequences that are not Lanterna's.
      ui.shows("tx?]0;owned??[2J????31m?abc?é日本/nx");
      ui.type("p0").shows("Switch off").shows("│ tx?]0;owned??[2J????31m?abc?é日本/nx");
    }
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock, "vt100", 200, 24)) {
      ui.shows("tx?]0;owned??[2J????31m?abc????/nx");
      assertThat(ui.terminal.raw()).matches("(?s)\\p{ASCII}*");
    }
  }

  @Test
  void anOldTerminalGetsNoColoursAndAReversedBar() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock, "vt100", 80, 24)) {
      ui.shows("web2").type("p").shows("| > 1  on");
      assertThat(ui.terminal.raw()).doesNotContainPattern("\u001b\\[[34][0-9]m");
      assertThat(ui.terminal.grid().reverseAt(0, 2)).isTrue();
    }
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2");
      assertThat(ui.terminal.raw()).containsPattern("\u001b\\[3[0-9]m");
    }
  }

  @Test
  void quitRestoresTheScreen() throws Exception {
    for (String key : List.of("q", "\u0003")) {
      try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
        ui.shows("web2");
        assertThat(ui.terminal.grid().alternateScreen()).isTrue();
        assertThat(ui.terminal.grid().cursorShown()).isFalse();
        ui.type(key);
        assertThat(ui.ends()).isEqualTo(new Exit.Quit());
        assertThat(ui.terminal.grid().alternateScreen()).isFalse();
        assertThat(ui.terminal.grid().cursorShown()).isTrue();
        assertThat(ui.terminal.raw()).contains("\u001b[?2004h").contains("\u001b[?2004l");
      }
    }
    assertThat(gateway.listeners()).isZero();
  }

  @Test
  void theEndOfTheConnectionEndsTheUiAtOnce() throws Exception {
    OpenTextUi ui = OpenTextUi.of(gateway, clock);
    ui.shows("web2");
    long begin = System.nanoTime();
    ui.terminal.hangUp();
    assertThat(ui.ends()).isEqualTo(new Exit.Disconnected());
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
    assertThat(gateway.listeners()).isZero();
  }

  @Test
  void repaintSendsTheWholeScreenAgain() throws Exception {
    try (OpenTextUi ui = OpenTextUi.of(gateway, clock)) {
      ui.shows("web2");
      for (String key : List.of("r", "\f")) {
        int before = ui.terminal.raw().length();
        ui.type(key);
        assertThat(ui.terminal.raw().substring(before)).contains("red/web10").contains("MACHINE");
      }
    }
  }
}

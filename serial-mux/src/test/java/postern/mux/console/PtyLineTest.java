package postern.mux.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static postern.mux.console.MuxFixture.bytes;
import static postern.mux.console.MuxFixture.down;
import static postern.mux.console.MuxFixture.up;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.LineAddress;
import postern.mux.Notice;
import postern.mux.SerialSettings;
import postern.mux.TypeOutcome;

/** Port lines on real pseudo-terminals. */
class PtyLineTest {
  @AutoClose private final MuxFixture fixture = MuxFixture.usual();
  private final FakeRecorder recorder = new FakeRecorder();

  private SocatPty pty(String name) throws IOException {
    return new SocatPty(fixture.socket(name), fixture.socket(name + ".far"));
  }

  /** The socket's file exists a moment before socat listens on it. */
  private static SocketChannel farSide(SocatPty pty) {
    return await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(5))
        .ignoreExceptionsInstanceOf(ConnectException.class)
        .until(() -> connected(pty.otherSide), SocketChannel::isConnected);
  }

  private static SocketChannel connected(Path socket) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private static byte[] hears(SocketChannel far, int count) throws IOException {
    ByteBuffer heard = ByteBuffer.allocate(count);
    while (heard.hasRemaining() && far.read(heard) >= 0) {}
    return heard.array();
  }

  @Test
  void everyByteValuePassesBothWaysOverPtyAndSerial() throws IOException {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    for (boolean serial : new boolean[] {false, true}) {
      try (SocatPty pty = pty("pty" + serial);
          SocketChannel far = farSide(pty)) {
        LineAddress address =
            serial
                ? new LineAddress.Serial(pty.device, SerialSettings.plain(115_200))
                : new LineAddress.Pty(pty.device);
        Console console = up(fixture.open(address, new FakeRecorder()));
        TestParticipant ann = TestParticipant.typist(console, "ann");
        var _ = ann.at.takeKeyboard(false);
        far.write(ByteBuffer.wrap(all));
        ann.reaches(256);
        assertThat(ann.bytes()).isEqualTo(all);
        assertThat(ann.at.type(ByteBuffer.wrap(all))).isEqualTo(new TypeOutcome.Accepted(256));
        assertThat(hears(far, 256)).isEqualTo(all);
        assertThat(
                ann.at.sendBreak(
                    Duration.ofMillis(20))) // a pty's driver would claim that it was sent
            .isEqualTo(new BreakOutcome.Cannot("a pseudo-terminal has no break"));
      }
    }
  }

  @Test
  void longInputArrivesCompletelyThroughAPort() throws IOException {
    try (SocatPty pty = pty("much");
        SocketChannel far = farSide(pty)) {
      Console console = up(fixture.open(new LineAddress.Pty(pty.device), recorder));
      TestParticipant ann = TestParticipant.typist(console, "ann");
      var _ = ann.at.takeKeyboard(false);
      byte[] much = new byte[50_000];
      new java.util.Random(3).nextBytes(much);
      assertThat(ann.at.type(ByteBuffer.wrap(much)))
          .isEqualTo(new TypeOutcome.Accepted(much.length));
      assertThat(hears(far, much.length)).isEqualTo(much);
      // The far end may have everything before it is counted here.
      await().atMost(Duration.ofSeconds(5)).until(() -> console.status().pendingInput() == 0);
    }
  }

  @Test
  void settingsReachTheDriver() throws IOException {
    SerialSettings settings =
        new SerialSettings(
            9600,
            8,
            SerialSettings.Parity.NONE,
            SerialSettings.StopBits.TWO,
            SerialSettings.Flow.XON_XOFF,
            true,
            true,
            false);
    try (SocatPty pty = pty("set")) {
      up(fixture.open(new LineAddress.Serial(pty.device, settings), recorder));
      assertThat(pty.settings())
          .contains("speed 9600 baud")
          .contains(" cs8 ")
          .contains(" cstopb")
          .contains(" ixon")
          .contains("-parenb")
          .contains("-hupcl")
          .contains("-icanon")
          .contains("-echo ")
          .contains("-opost");
    }
  }

  @Test
  void settingsThatTheDriverRejectsAreReportedInWords() throws IOException {
    SerialSettings settings =
        new SerialSettings(
            9600,
            7,
            SerialSettings.Parity.EVEN,
            SerialSettings.StopBits.ONE,
            SerialSettings.Flow.NONE,
            true,
            true,
            true);
    try (SocatPty pty = pty("seven")) {
      Console console = fixture.open(new LineAddress.Serial(pty.device, settings), recorder);
      down(console, "the driver did not accept data 7 (it has 8), parity even (it has none)");
    }
  }

  @Test
  void aPortThatDisappearsIsAnnouncedAndReopened() throws IOException {
    Console console;
    TestParticipant ann;
    try (SocatPty pty = pty("usb");
        SocketChannel far = farSide(pty)) {
      console = up(fixture.open(new LineAddress.Pty(pty.device), recorder));
      ann = TestParticipant.typist(console, "ann");
      far.write(bytes("before"));
      ann.sees("before");
    }
    ann.hears(Notice.LineDown.class);
    assertThat(ann.last(Notice.LineDown.class).state().why()).contains("hung up");
    try (SocatPty pty = pty("usb");
        SocketChannel far = farSide(pty)) {
      console.tryNow();
      up(console);
      far.write(bytes("after"));
      ann.sees("beforeafter");
    }
  }

  @Test
  void aPortIsReopenedOnRequest() throws IOException {
    try (SocatPty pty = pty("again");
        SocketChannel far = farSide(pty)) {
      Console console = up(fixture.open(new LineAddress.Pty(pty.device), recorder));
      TestParticipant ann = TestParticipant.typist(console, "ann");
      console.reopen();
      ann.hears(Notice.LineUp.class);
      far.write(bytes("still here"));
      ann.sees("still here");
    }
  }

  @Test
  void eachPortErrorHasDistinctWords() throws IOException {
    down(
        fixture.open(new LineAddress.Pty(fixture.socket("nothing")), recorder),
        "there is no such device now");
    Path file = Files.createFile(fixture.socket("file"));
    down(
        fixture.open(new LineAddress.Serial(file, SerialSettings.plain(9600)), recorder),
        "this is not a terminal or serial device");
    try (SocatPty pty = pty("busy")) {
      up(fixture.open(new LineAddress.Pty(pty.device), recorder));
      Console second = fixture.open(new LineAddress.Pty(pty.device), recorder);
      down(second, "busy: another console of this gateway");
    }
  }

  @Test
  void aDeviceThatAnotherProgramUsesIsBusy() throws IOException, InterruptedException {
    try (SocatPty pty = pty("flock")) {
      Process other =
          new ProcessBuilder("flock", "-x", pty.device.toRealPath().toString(), "sleep", "30")
              .start();
      try {
        await()
            .atMost(Duration.ofSeconds(5))
            .until(() -> other.descendants().findAny().isPresent());
        down(fixture.open(new LineAddress.Pty(pty.device), recorder), "busy: another program");
      } finally {
        other.descendants().forEach(ProcessHandle::destroy);
        other.destroy();
        other.waitFor();
      }
    }
  }

  @Test
  void aPtyNeverBecomesTheControllingTerminal() throws IOException {
    Path controlling = Path.of("/proc/self/stat");
    String before = Files.readString(controlling).split(" ", -1)[6];
    try (SocatPty pty = pty("ctty")) {
      up(fixture.open(new LineAddress.Pty(pty.device), recorder));
      assertThat(Files.readString(controlling).split(" ", -1)[6]).isEqualTo(before);
    }
  }

  @Test
  void aPausedPortWaitsForTheRecorder() throws IOException {
    try (SocatPty pty = pty("hold");
        SocketChannel far = farSide(pty)) {
      Console console = up(fixture.open(new LineAddress.Pty(pty.device), recorder));
      TestParticipant ann = TestParticipant.typist(console, "ann");
      recorder.refuse();
      far.write(bytes("lost "));
      ann.sees("lost ");
      assertThat(ann.told).hasExactlyElementsOfTypes(Notice.NotRecorded.class);
      recorder.takeAgain();
      ann.hears(Notice.RecordedAgain.class);
      far.write(bytes("kept"));
      ann.sees("lost kept");
      assertThat(recorder.output()).isEqualTo(bytes("kept").array());
    }
  }
}

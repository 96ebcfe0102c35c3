package postern.mux.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static postern.mux.console.MuxFixture.bytes;
import static postern.mux.console.MuxFixture.down;
import static postern.mux.console.MuxFixture.up;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import postern.mux.Attachment;
import postern.mux.Console;
import postern.mux.ConsoleEvent;
import postern.mux.ConsoleListener;
import postern.mux.ConsoleStatus;
import postern.mux.KeyboardOutcome;
import postern.mux.LineAddress;
import postern.mux.LineState;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;
import postern.mux.TypeOutcome;

class ConsoleTest {
  private MuxFixture fixture;
  private final FakeRecorder recorder = new FakeRecorder();

  @BeforeEach
  void open() throws IOException {
    fixture = new MuxFixture();
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private Console unix(String name) {
    return fixture.open(new LineAddress.UnixSocket(fixture.socket(name)), recorder);
  }

  @Test
  void outputIsSeenAndRecordedAndTypingReachesTheMachine() throws IOException {
    try (FakeMachine machine = FakeMachine.at(fixture.socket("a"))) {
      Console console = up(unix("a"));
      TestParticipant ann = TestParticipant.typist(console, "ann");
      machine.says("login: ");
      ann.sees("login: ");
      assertThat(recorder.output()).isEqualTo(bytes("login: ").array());
      assertThat(ann.at.takeKeyboard(false)).isEqualTo(new KeyboardOutcome.Granted());
      assertThat(ann.at.type(bytes("root\r"))).isEqualTo(new TypeOutcome.Accepted(5));
      assertThat(machine.hears(5)).isEqualTo(bytes("root\r").array());
      assertThat(recorder.typed()).isEqualTo(bytes("root\r").array());
      assertThat(ann.at.typed()).isEqualTo(5);
      ConsoleStatus status = console.status();
      assertThat(status.endOffset()).isEqualTo(7);
      assertThat(status.keyboard()).contains(ann.at.participant());
      assertThat(status.lastTyped().orElseThrow().by()).isEqualTo(ann.at.participant());
      assertThat(status.lastOutput()).isPresent();
    }
  }

  @Test
  void everyByteValuePassesBothWays() throws IOException {
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) {
      all[i] = (byte) i;
    }
    for (boolean tcp : new boolean[] {false, true}) {
      try (FakeMachine machine =
          tcp ? FakeMachine.onTcp(0) : FakeMachine.at(fixture.socket("bytes"))) {
        LineAddress address =
            tcp
                ? new LineAddress.Tcp("localhost", machine.port())
                : new LineAddress.UnixSocket(fixture.socket("bytes"));
        Console console = up(fixture.open(address, new FakeRecorder()));
        TestParticipant ann = TestParticipant.typist(console, "ann");
        var _ = ann.at.takeKeyboard(false);
        machine.says(all);
        ann.reaches(256);
        assertThat(ann.bytes()).isEqualTo(all);
        var accepted = ann.at.type(java.nio.ByteBuffer.wrap(all));
        assertThat(accepted).isEqualTo(new TypeOutcome.Accepted(256));
        assertThat(machine.hears(256)).isEqualTo(all);
      }
    }
  }

  @Test
  void aLineThatHangsUpIsAnnouncedAndReconnected() throws IOException {
    try (FakeMachine machine = FakeMachine.at(fixture.socket("b"))) {
      Console console = up(unix("b"));
      TestParticipant ann = TestParticipant.typist(console, "ann");
      machine.says("before");
      ann.sees("before");
      machine.hangsUp();
      ann.hears(Notice.LineDown.class);
      assertThat(ann.last(Notice.LineDown.class).state().why()).contains("hung up");
      machine.says("after");
      ann.sees("beforeafter");
      assertThat(ann.told.getLast()).isEqualTo(new Notice.LineUp());
      assertThat(recorder.notices)
          .hasExactlyElementsOfTypes(
              Notice.LineUp.class, Notice.LineDown.class, Notice.LineUp.class);
    }
  }

  @Test
  void aMissingSocketIsDownWithAReasonAndComesUpByItself() throws IOException {
    Console console = unix("later");
    LineState.Down down = down(console, "no socket at this path yet");
    assertThat(down.nextTry()).isAfter(down.since().minusMillis(1));
    TestParticipant ann = TestParticipant.typist(console, "ann");
    var _ = ann.at.takeKeyboard(false);
    assertThat(ann.at.type(bytes("x"))).isInstanceOf(TypeOutcome.LineDown.class);
    try (FakeMachine machine = FakeMachine.at(fixture.socket("later"))) {
      machine.says("hello");
      ann.sees("hello");
      assertThat(recorder.typed()).isEmpty();
    }
  }

  @Test
  void aDownLineIsTriedAtOnceOnRequest() throws IOException {
    Timings slow = MuxFixture.QUICK.withRetries(Duration.ofSeconds(50), Duration.ofSeconds(60));
    try (MuxFixture slowFixture = new MuxFixture(slow)) {
      Console console =
          slowFixture.open(new LineAddress.UnixSocket(slowFixture.socket("now")), recorder);
      down(console, "no socket");
      try (FakeMachine machine = FakeMachine.at(slowFixture.socket("now"))) {
        Instant asked = Instant.now();
        console.tryNow();
        up(console);
        machine.says("here");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(2));
      }
    }
  }

  @Test
  void aRefusedTcpConnectionIsReportedInWords() throws IOException {
    int port;
    try (FakeMachine machine = FakeMachine.onTcp(0)) {
      port = machine.port();
    }
    Console console = fixture.open(new LineAddress.Tcp("127.0.0.1", port), recorder);
    down(console, "nothing listens there");
    Console nowhere = fixture.open(new LineAddress.Tcp("no-such-host.invalid", 7), recorder);
    down(nowhere, "no address is known");
    try (FakeMachine machine = FakeMachine.onTcp(port)) {
      up(console);
      assertThat(machine.caller().isConnected()).isTrue();
    }
  }

  @Test
  void aHostThatDoesNotAnswerTimesOut() throws IOException {
    try (ServerSocketChannel deaf = ServerSocketChannel.open()) {
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      List<SocketChannel> crowd = new ArrayList<>();
      for (int i = 0; i < 4; i++) { // its queue of two is full then, and calls are not answered
        SocketChannel caller = SocketChannel.open();
        caller.configureBlocking(false);
        caller.connect(deaf.getLocalAddress());
        crowd.add(caller);
      }
      int port = ((InetSocketAddress) deaf.getLocalAddress()).getPort();
      down(fixture.open(new LineAddress.Tcp("127.0.0.1", port), recorder), "no answer within 2 s");
      for (SocketChannel caller : crowd) {
        caller.close();
      }
    }
  }

  @Test
  void everythingClosesWithinFiveSecondsWhateverHangs() throws IOException {
    MuxFixture other = new MuxFixture();
    try (FakeMachine machine = FakeMachine.at(other.socket("stuck"));
        SocatPty pty = new SocatPty(other.socket("pty"), other.socket("far"))) {
      Console stuck = up(other.open(new LineAddress.UnixSocket(other.socket("stuck")), recorder));
      Console port = up(other.open(new LineAddress.Pty(pty.device), new FakeRecorder()));
      for (Console console : List.of(stuck, port)) {
        TestParticipant ann = TestParticipant.typist(console, "ann");
        var _ = ann.at.takeKeyboard(false);
        var _ = ann.at.type(java.nio.ByteBuffer.allocate(60_000));
      }
      recorder.refuse();
      machine.says("waits for the recorder");
      TestParticipant bob = TestParticipant.typist(port, "bob");
      long began = System.nanoTime();
      other.mux.close();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
      bob.isSentAway();
      assertThat(bob.closed()).isEqualTo("the gateway stops");
      port.tryNow();
      port.tell(new Notice.Text("nobody hears"));
    }
    other.close();
  }

  @Test
  void aWatcherOrListenerThatFailsIsRemovedAndTheConsoleGoesOn() throws IOException {
    try (FakeMachine machine = FakeMachine.at(fixture.socket("g"))) {
      Console console = up(unix("g"));
      Participant participant = new Participant("bad", "red/bad", "::1", Instant.now(), true);
      Attachment bad =
          console.attach(
              participant,
              () -> {
                throw new IllegalStateException("a watcher's fault, made on purpose");
              });
      assertThat(bad.read(10)).isInstanceOf(ReadResult.Nothing.class);
      console.addOutputListener(event -> {
        if (event instanceof ConsoleEvent.Output) {
          throw new IllegalStateException("a listener's fault, made on purpose");
        }
      });
      TestParticipant ann = TestParticipant.typist(console, "ann");
      machine.says("on and on");
      ann.sees("on and on");
      await().until(() -> console.status().participants().equals(List.of(ann.at.participant())));
    }
  }

  @Test
  void offsetsContinueAcrossRestartsAndHistoryIsRetained() throws IOException {
    try (FakeMachine machine = FakeMachine.at(fixture.socket("c"))) {
      Console console =
          up(fixture.open(new LineAddress.UnixSocket(fixture.socket("c")), recorder, 1_000_003));
      TestParticipant ann = TestParticipant.typist(console, "ann");
      machine.says("twelve bytes");
      ann.sees("twelve bytes");
      assertThat(console.status().endOffset()).isEqualTo(1_000_015);
      Console.Excerpt held = console.history(0, 6);
      assertThat(held.fromOffset()).isEqualTo(1_000_003);
      assertThat(held.bytes()).isEqualTo(bytes("twelve"));
      assertThat(ann.at.seek(1_000_010)).isEqualTo(1_000_010);
      ann.sees("twelve bytesbytes");
      assertThat(ann.at.seek(Long.MAX_VALUE)).isEqualTo(1_000_015);
    }
  }

  @Test
  void aMovedConsoleKeepsItsParticipants() throws IOException {
    try (FakeMachine first = FakeMachine.at(fixture.socket("d1"));
        FakeMachine second = FakeMachine.at(fixture.socket("d2"))) {
      Console console = up(unix("d1"));
      TestParticipant ann = TestParticipant.typist(console, "ann");
      first.says("one");
      ann.sees("one");
      console.moveTo(new LineAddress.UnixSocket(fixture.socket("d2")));
      second.says("two");
      ann.sees("onetwo");
      assertThat(ann.told).hasAtLeastOneElementOfType(Notice.LineDown.class);
      console.reopen();
      assertThat(second.hears(1)).isEmpty();
    }
  }

  @Test
  void aRemovedConsoleDetachesEveryoneAndDropsItsOutput() throws IOException {
    try (FakeMachine machine = FakeMachine.at(fixture.socket("e"))) {
      Console console = up(unix("e"));
      TestParticipant ann = TestParticipant.typist(console, "ann");
      machine.says("secret");
      ann.sees("secret");
      var _ = fixture.mux.remove(console.id(), "web1 was removed");
      ann.isSentAway();
      assertThat(ann.closed()).isEqualTo("web1 was removed");
      assertThat(fixture.mux.console(console.id())).isEmpty();
      assertThat(console.history(0, 100).bytes().remaining()).isZero();
      assertThat(machine.hears(1)).isEmpty();
      assertThat(TestParticipant.typist(console, "bob").takes().closed()).isNotEmpty();
    }
  }

  @Test
  void listenersReceiveEventsInOrder() throws IOException {
    List<String> heard = new ArrayList<>();
    try (FakeMachine machine = FakeMachine.at(fixture.socket("f"))) {
      Console console = up(unix("f"));
      ConsoleListener listener =
          event -> {
            synchronized (heard) {
              heard.add(words(event));
            }
          };
      console.addOutputListener(listener);
      TestParticipant ann = TestParticipant.typist(console, "ann");
      var _ = ann.at.takeKeyboard(false);
      machine.says("abc");
      ann.sees("abc");
      ann.close();
      await()
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> {
            synchronized (heard) {
              assertThat(heard)
                  .containsExactly(
                      "ParticipantsChanged",
                      "KeyboardMoved",
                      "output 3",
                      "KeyboardMoved",
                      "ParticipantsChanged");
            }
          });
      console.removeListener(listener);
    }
  }

  private static String words(ConsoleEvent event) {
    return switch (event) {
      case ConsoleEvent.Announced(Notice notice) -> notice.getClass().getSimpleName();
      case ConsoleEvent.Output(long endOffset) -> "output " + endOffset;
      default -> event.getClass().getSimpleName();
    };
  }
}

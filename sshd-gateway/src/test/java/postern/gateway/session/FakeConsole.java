package postern.gateway.session;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import postern.mux.AskOutcome;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.ConsoleConditions;
import postern.mux.ConsoleId;
import postern.mux.ConsoleListener;
import postern.mux.ConsoleStatus;
import postern.mux.KeyboardOutcome;
import postern.mux.LineAddress;
import postern.mux.LineState;
import postern.mux.Notice;
import postern.mux.OnRelease;
import postern.mux.Participant;
import postern.mux.ReadResult;
import postern.mux.ScreenSnapshot;
import postern.mux.SizeSource;
import postern.mux.TypeOutcome;

/** A console with one attachment, whose answers a test sets. */
@SuppressWarnings("JdkObsolete") // two threads use the StringBuffer
final class FakeConsole implements Console, Attachment {
  final ConcurrentLinkedQueue<ReadResult> takes = new ConcurrentLinkedQueue<>();
  final StringBuffer typed = new StringBuffer();
  final StringBuffer answered = new StringBuffer();
  final AtomicInteger tries = new AtomicInteger();
  final AtomicInteger repaints = new AtomicInteger();
  final AtomicInteger alive = new AtomicInteger();
  final List<Participant> others = new CopyOnWriteArrayList<>();
  volatile Participant me = new Participant("s1", "red/alice", "192.0.2.1", Instant.EPOCH, true);
  volatile LineState line = new LineState.Up(Instant.EPOCH);
  volatile @Nullable Participant holder;
  volatile @Nullable TypeOutcome refusal;
  volatile int room = Integer.MAX_VALUE;
  volatile ScreenSnapshot view = new FakeScreen(true, List.of("boot", "web1 login: "));
  volatile Runnable wake = () -> {};
  volatile boolean left;
  volatile BreakOutcome breakOutcome = new BreakOutcome.Sent();
  volatile long seekedTo = -1;
  volatile String past = "";
  volatile long dropped;
  volatile ConsoleConditions signs = ConsoleConditions.NONE;

  void says(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    takes.add(new ReadResult.Output(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), 0));
    wake.run();
  }

  void tells(Notice notice) {
    takes.add(new ReadResult.Notification(notice));
    wake.run();
  }

  void gives(ReadResult take) {
    takes.add(take);
    wake.run();
  }

  @Override
  public ConsoleId id() {
    return new ConsoleId("red", "web1", 1);
  }

  @Override
  public long firstOffset() {
    return 0;
  }

  @Override
  public java.util.concurrent.CompletionStage<?> restoreScreen(ByteBuffer earlier, Instant said) {
    return java.util.concurrent.CompletableFuture.completedFuture(null);
  }

  @Override
  public ConsoleStatus status() {
    List<Participant> participants = new java.util.ArrayList<>(others);
    participants.add(me);
    return new ConsoleStatus(
        id(),
        new LineAddress.UnixSocket(Path.of("/run/x")),
        line,
        past.length(),
        Optional.of(Instant.EPOCH),
        Optional.ofNullable(holder),
        participants,
        Optional.empty(),
        0,
        0);
  }

  @Override
  public Attachment attach(Participant participant, Runnable wake) {
    this.wake = wake;
    return this;
  }

  @Override
  public ConsoleConditions conditions() {
    return signs;
  }

  @Override
  public void tryNow() {
    tries.incrementAndGet();
  }

  @Override
  public void reopen() {}

  @Override
  public void moveTo(LineAddress address) {}

  @Override
  public void tell(Notice notice) {}

  @Override
  public ScreenSnapshot screen() {
    return view;
  }

  @Override
  public Excerpt history(long fromOffset, int max) {
    return new Excerpt(0, ByteBuffer.wrap(past.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Override
  public void addListener(ConsoleListener listener) {}

  @Override
  public void addOutputListener(ConsoleListener listener) {}

  @Override
  public void removeListener(ConsoleListener listener) {}

  @Override
  public Participant participant() {
    return me;
  }

  @Override
  public ReadResult read(int maxBytes) {
    ReadResult take = takes.poll();
    return take == null ? new ReadResult.Nothing() : take;
  }

  @Override
  public ScreenSnapshot repaint() {
    repaints.incrementAndGet();
    return view;
  }

  @Override
  public long seek(long offset) {
    seekedTo = offset;
    return offset;
  }

  @Override
  public KeyboardOutcome takeKeyboard(boolean force) {
    Participant has = holder;
    if (!me.mayType()) {
      return new KeyboardOutcome.WatchOnly();
    }
    if (has != null && !has.equals(me) && !force) {
      return new KeyboardOutcome.HeldBy(has);
    }
    holder = me;
    return new KeyboardOutcome.Granted();
  }

  @Override
  public void releaseKeyboard() {
    holder = null;
  }

  @Override
  public TypeOutcome type(ByteBuffer bytes) {
    if (!me.equals(holder)) {
      return new TypeOutcome.NotHolder();
    }
    TypeOutcome no = refusal;
    if (no != null) {
      return no;
    }
    int n = Math.min(room, bytes.remaining());
    typed.append(StandardCharsets.ISO_8859_1.decode(bytes.slice(bytes.position(), n)));
    bytes.position(bytes.position() + n);
    return new TypeOutcome.Accepted(n);
  }

  @Override
  public TypeOutcome answer(ByteBuffer bytes) {
    answered.append(StandardCharsets.ISO_8859_1.decode(bytes));
    return new TypeOutcome.Accepted(0);
  }

  @Override
  public BreakOutcome sendBreak(Duration length) {
    return breakOutcome;
  }

  @Override
  public void alive() {
    alive.incrementAndGet();
  }

  @Override
  public long typed() {
    return typed.length();
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public @Nullable ReadResult readIfSmall(int most) {
    return null;
  }

  @Override
  public KeyboardOutcome overrideLock(String reason) {
    return takeKeyboard(true);
  }

  @Override
  public AskOutcome askForKeyboard() {
    return new AskOutcome.Took(takeKeyboard(false));
  }

  @Override
  public Optional<Participant> answerRequest(boolean yes) {
    return Optional.empty();
  }

  @Override
  public void markPresent() {}

  @Override
  public void yieldKeyboard() {
    releaseKeyboard();
  }

  @Override
  public void encoding(Charset encoding) {}

  @Override
  public Charset encoding() {
    return StandardCharsets.UTF_8;
  }

  @Override
  public boolean size(int rows, int cols, SizeSource from) {
    return false;
  }

  @Override
  public void forgetSize(SizeSource from) {}

  @Override
  public void onRelease(OnRelease policy) {}

  @Override
  public void loggedIn(Participant earlier) {}

  @Override
  public void loggedOut(String why) {}

  @Override
  public void close() {
    left = true;
  }
}

package postern.gateway.session;

import java.nio.ByteBuffer;
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
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.ConsoleId;
import postern.mux.ConsoleListener;
import postern.mux.ConsoleSigns;
import postern.mux.ConsoleStatus;
import postern.mux.KeyboardOutcome;
import postern.mux.LineAddress;
import postern.mux.LineState;
import postern.mux.Notice;
import postern.mux.ScreenView;
import postern.mux.Take;
import postern.mux.TypeOutcome;
import postern.mux.Viewer;

/** A console with one attachment whose every answer a test sets. */
@SuppressWarnings("JdkObsolete") // two threads use the StringBuffer
final class FakeConsole implements Console, Attachment {
  final ConcurrentLinkedQueue<Take> takes = new ConcurrentLinkedQueue<>();
  final StringBuffer typed = new StringBuffer();
  final StringBuffer answered = new StringBuffer();
  final AtomicInteger tries = new AtomicInteger();
  final AtomicInteger repaints = new AtomicInteger();
  final AtomicInteger alive = new AtomicInteger();
  final List<Viewer> others = new CopyOnWriteArrayList<>();
  volatile Viewer me = new Viewer("s1", "red/alice", "192.0.2.1", Instant.EPOCH, true);
  volatile LineState line = new LineState.Up(Instant.EPOCH);
  volatile @Nullable Viewer holder;
  volatile @Nullable TypeOutcome refusal;
  volatile int room = Integer.MAX_VALUE;
  volatile ScreenView view = new FakeScreen(true, List.of("boot", "web1 login: "));
  volatile Runnable wake = () -> {};
  volatile boolean left;
  volatile BreakOutcome breakOutcome = new BreakOutcome.Sent();
  volatile long seekedTo = -1;
  volatile String past = "";
  volatile long dropped;
  volatile ConsoleSigns signs = ConsoleSigns.NONE;

  void says(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    takes.add(new Take.Output(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), 0));
    wake.run();
  }

  void tells(Notice notice) {
    takes.add(new Take.Told(notice));
    wake.run();
  }

  void gives(Take take) {
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
  public java.util.concurrent.CompletionStage<?> precede(ByteBuffer earlier, Instant said) {
    return java.util.concurrent.CompletableFuture.completedFuture(null);
  }

  @Override
  public ConsoleStatus status() {
    List<Viewer> viewers = new java.util.ArrayList<>(others);
    viewers.add(me);
    return new ConsoleStatus(
        id(),
        new LineAddress.UnixSocket(Path.of("/run/x")),
        line,
        past.length(),
        Optional.of(Instant.EPOCH),
        Optional.ofNullable(holder),
        viewers,
        Optional.empty(),
        0,
        0);
  }

  @Override
  public Attachment attach(Viewer viewer, Runnable wake) {
    this.wake = wake;
    return this;
  }

  @Override
  public ConsoleSigns signs() {
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
  public ScreenView screen() {
    return view;
  }

  @Override
  public Held history(long fromOffset, int max) {
    return new Held(0, ByteBuffer.wrap(past.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Override
  public void listen(ConsoleListener listener) {}

  @Override
  public void forget(ConsoleListener listener) {}

  @Override
  public Viewer viewer() {
    return me;
  }

  @Override
  public Take next(int maxBytes) {
    Take take = takes.poll();
    return take == null ? new Take.Nothing() : take;
  }

  @Override
  public ScreenView repaint() {
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
    Viewer has = holder;
    if (!me.mayType()) {
      return new KeyboardOutcome.WatchOnly();
    }
    if (has != null && !has.equals(me) && !force) {
      return new KeyboardOutcome.HeldBy(has);
    }
    holder = me;
    return new KeyboardOutcome.Yours();
  }

  @Override
  public void giveKeyboard() {
    holder = null;
  }

  @Override
  public TypeOutcome type(ByteBuffer bytes) {
    if (!me.equals(holder)) {
      return new TypeOutcome.NotYours();
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
  public void close() {
    left = true;
  }
}

package postern.gateway.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session channel as its own virtual thread uses it. The I/O threads only add to {@link #input},
 * set {@link #awake} and unpark.
 */
final class ServedChannel implements SessionChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ServedChannel.class);
  private static final AtomicLong NUMBERS = new AtomicLong();

  /**
   * How long a client may take to read its last output. A dead client's connection ends earlier.
   */
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(60);

  /** How long a handler may take to return after its channel was ended. */
  private static final long TO_UNWIND = Duration.ofSeconds(1).toNanos();

  private final MinaChannel channel;
  private final InputQueue input = new InputQueue();
  private final ChannelOutput out;
  private final AtomicBoolean awake = new AtomicBoolean();
  private final AtomicBoolean exited = new AtomicBoolean();

  private final ChannelMemory held;
  private final TerminalEncoding bytes = new TerminalEncoding();

  /**
   * The session's thread holds this lock except while it waits. A thread that takes a shortcut for
   * it holds the lock meanwhile.
   */
  private final ReentrantLock turn = new ReentrantLock();

  private volatile @Nullable Shortcut onInput;
  private volatile @Nullable Thread server;
  private volatile Optional<Terminal> terminal = Optional.empty();
  private volatile Optional<String> command = Optional.empty();
  private volatile @Nullable Ended ended;

  /** The handler has not returned yet. */
  private volatile boolean serving = true;

  private @Nullable String refusal;

  /** Why the handler has to return. */
  private record Ended(String words, int status, long at) {}

  ServedChannel(MinaChannel channel) {
    this.channel = channel;
    this.out = new ChannelOutput(channel, this::wake);
    this.held = new ChannelMemory(channel, input);
  }

  void prepared(Optional<Terminal> asked, Optional<String> words, boolean readsUtf8) {
    terminal = asked;
    command = words;
    bytes.utf8(readsUtf8);
  }

  void refusing(String words) {
    refusal = words;
  }

  void serve(SessionHandler handler) {
    String words = refusal;
    SessionHandler serving = words == null ? handler : each -> refuse(each, words);
    Thread fresh =
        Thread.ofVirtual()
            .name("session-" + NUMBERS.incrementAndGet() + "-" + channel.connection().sourceText())
            .unstarted(() -> run(serving));
    server = fresh; // set before the thread runs, since wake() needs it
    fresh.start();
  }

  void received(byte[] data, int from, int length) {
    input.bytes(data, from, length);
    held.count();
    Shortcut shortcut = onInput;
    if (shortcut == null) {
      wake();
    } else {
      wakeOr(shortcut);
    }
  }

  void resized(Terminal now) {
    if (terminal.isPresent()) {
      terminal = Optional.of(now);
      input.resized(now.rows(), now.cols());
      wake();
    }
  }

  boolean broken(Duration length) {
    boolean taken = input.breakAsked(length);
    held.count();
    wake();
    return taken;
  }

  void inputEnded() {
    input.ended();
    wake();
  }

  @Override
  public void wake() {
    if (!awake.getAndSet(true)) {
      LockSupport.unpark(server);
    }
  }

  @Override
  public void wakeOr(Shortcut shortcut) {
    if (awake.get() || turn.isHeldByCurrentThread() || !turn.tryLock()) {
      wake();
      return;
    }
    boolean all = false;
    try {
      all = awake.get() ? false : ChannelOutput.neverWaiting(shortcut);
    } catch (
        RuntimeException e) { // the session's own thread meets the same fault and ends the session
      LOG.error("shortcut failed source={}", channel.connection().sourceText(), e);
    } finally {
      turn.unlock();
      if (!all) {
        wake();
      }
    }
  }

  private void run(SessionHandler handler) {
    turn.lock();
    try {
      serveIt(handler);
    } finally {
      turn.unlock();
      held.count();
      channel.done();
    }
  }

  private void serveIt(SessionHandler handler) {
    int status = 1;
    try {
      status = handler.serve(this);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) { // a bug in one session must end that session only
      LOG.error("session failed source={} login={}", caller().source(), caller().login(), e);
      tell(
          "postern: this session ended because of a fault in the gateway; its log has the details");
    } finally {
      serving = false;
      exit(tellEnd(status));
    }
  }

  /** Tells the client why its session was ended, if another thread ended it. */
  private int tellEnd(int status) {
    Ended why = ended;
    if (why == null) {
      return status;
    }
    tell(why.words());
    return why.status();
  }

  private static int refuse(SessionChannel to, String words) throws InterruptedException {
    to.writeErrorFully(line(to, words), LAST_OUTPUT);
    return 1;
  }

  private void tell(String words) {
    try {
      writeErrorFully(line(this, words), Duration.ofSeconds(ended == null ? 5 : 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ByteBuffer line(SessionChannel to, String words) {
    String end = to.terminal().isPresent() ? "\r\n" : "\n";
    return ByteBuffer.wrap((words + end).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Caller caller() {
    Caller caller = channel.connection().caller();
    if (caller == null) {
      throw new IllegalStateException("a channel before login");
    }
    return caller;
  }

  @Override
  public Optional<Terminal> terminal() {
    return terminal;
  }

  @Override
  public void holds(long memory) {
    held.session(memory);
  }

  @Override
  public boolean utf8() {
    return bytes.utf8();
  }

  @Override
  public void exact(boolean on) {
    bytes.exact(on);
  }

  /**
   * Starts a write. All output to a client passes here, so that nothing reaches its terminal
   * unconverted.
   */
  private void start(ByteBuffer all, boolean toError) {
    out.start(terminal.isEmpty() ? all : bytes.of(all, toError), toError);
  }

  @Override
  public Optional<String> command() {
    return command;
  }

  @Override
  public @Nullable Input poll() {
    Input next = input.poll();
    held.count();
    if (next instanceof Input.Bytes bytes && !closed()) {
      try {
        channel.getLocalWindow().release(bytes.bytes().remaining());
      } catch (IOException | RuntimeException e) {
        LOG.debug("client window not opened source={}", caller().source(), e);
      }
    }
    return next;
  }

  @Override
  public void await(Duration atMost) throws InterruptedException {
    out.pump();
    turn.unlock();
    try {
      if (!awaitWake(System.nanoTime() + Math.min(atMost.toNanos(), Long.MAX_VALUE / 4))) {
        return;
      }
    } finally {
      turn.lock();
    }
    out.pump();
  }

  private boolean awaitWake(long until) throws InterruptedException {
    while (!awake.getAndSet(false)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = until - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(this, left);
    }
    return true;
  }

  @Override
  public void onInput(@Nullable Shortcut shortcut) {
    onInput = shortcut;
  }

  @Override
  public boolean writable() {
    return !closed() && out.ready();
  }

  @Override
  public void write(ByteBuffer bytes) {
    start(bytes, false);
  }

  @Override
  public void writeError(ByteBuffer bytes) {
    start(bytes, terminal.isEmpty());
  }

  @Override
  public void writeAside(ByteBuffer bytes) {
    start(bytes, true);
  }

  @Override
  public boolean writeFully(ByteBuffer bytes, Duration atMost) throws InterruptedException {
    return fully(bytes, false, atMost);
  }

  @Override
  public boolean writeErrorFully(ByteBuffer bytes, Duration atMost) throws InterruptedException {
    return fully(bytes, terminal.isEmpty() || command.isPresent(), atMost);
  }

  private boolean fully(ByteBuffer bytes, boolean toError, Duration atMost)
      throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    if (!waitFor(out::ready, until)) {
      return false;
    }
    start(bytes, toError);
    return waitFor(out::ready, until);
  }

  private boolean waitFor(java.util.function.BooleanSupplier done, long until)
      throws InterruptedException {
    boolean others = false;
    while (!closed()) {
      if (done.getAsBoolean()) {
        if (others) {
          awake.set(true); // a wake meant for the caller was consumed here
        }
        return true;
      }
      long left = until - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      await(Duration.ofNanos(left));
      others = true;
    }
    return false;
  }

  @Override
  public boolean closed() {
    return channel.isClosing() || (serving && ended != null);
  }

  @Override
  public void end(String words, int status) {
    Ended before = ended;
    if (before == null) {
      ended = new Ended(words, status, System.nanoTime());
      wake();
    } else if (serving && System.nanoTime() - before.at() > TO_UNWIND) {
      channel.finish(before.status());
    }
  }

  @Override
  public long lastHeard() {
    return channel.connection().lastHeard();
  }

  @Override
  public void exit(int status) {
    if (exited.getAndSet(true)) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      Duration patience = ended == null ? LAST_OUTPUT : Duration.ofSeconds(1);
      boolean sent = waitFor(out::drained, System.nanoTime() + patience.toNanos());
      if (sent) {
        channel.finish(status);
      } else {
        channel.close(true);
      }
    } catch (InterruptedException e) {
      channel.close(true);
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

package postern.mux.line;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import postern.mux.BreakOutcome;
import postern.mux.LineAddress;

/**
 * A unix or TCP socket on a Netty event loop. It registers its own NIO channel with the loop
 * instead of using a Netty channel, for three reasons: reads of all lines of a loop share one
 * buffer, so a quiet line costs next to nothing and a busy one makes no garbage; a key goes to the
 * kernel from the thread that typed it; and it is known to the byte what the kernel took, so that
 * the rest can still be dropped.
 */
final class SocketLine implements Line, NioIoHandle {
  private static final int READ_BYTES = 64 * 1024;

  /** Room for an echo. */
  private static final int LITTLE = 1024;

  /** Reads in a row before other lines of the loop get their turn. */
  private static final int READS_A_TURN = 4;

  /**
   * One for each loop thread; its content is used up before the read returns. On the heap: it is
   * looked through several times, and arrays are quickest there.
   */
  private static final ThreadLocal<ByteBuffer> READ_BUFFER =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(READ_BYTES));

  private final LineAddress address;
  private final ConsoleThread thread;
  private final LineListener listener;
  private final Duration connectWithin;

  /** Addresses that were not tried yet. Loop only, as all below but the channel. */
  private final Queue<SocketAddress> toTry = new ArrayDeque<>();

  private volatile @Nullable SocketChannel channel;
  private @Nullable IoRegistration registration;
  private @Nullable ScheduledFuture<?> patience;
  private final ReadingPace pace = new ReadingPace();
  private @Nullable ScheduledFuture<?> resting;
  private NioIoOps wanted = NioIoOps.NONE;
  private boolean connected;
  private boolean paused;
  private boolean over;

  SocketLine(
      LineAddress address, ConsoleThread thread, LineListener listener, Duration connectWithin) {
    this.address = address;
    this.thread = thread;
    this.listener = listener;
    this.connectWithin = connectWithin;
  }

  @Override
  public void open() {
    patience =
        thread.schedule(
            () -> end(address.text() + ": no answer within " + connectWithin.toSeconds() + " s"),
            connectWithin.toMillis(),
            TimeUnit.MILLISECONDS);
    switch (address) {
      case LineAddress.UnixSocket(var path) -> found(List.of(UnixDomainSocketAddress.of(path)));
      case LineAddress.Tcp(var host, var port) -> find(host, port);
      case LineAddress.Pty pty -> throw new IllegalArgumentException(pty.text());
      case LineAddress.Serial serial -> throw new IllegalArgumentException(serial.text());
    }
  }

  private void find(String host, int port) {
    try {
      found(List.of(new InetSocketAddress(InetAddress.ofLiteral(host), port)));
    } catch (IllegalArgumentException name) {
      try {
        HostNames.find(
            host,
            hosts -> thread.execute(() -> found(at(hosts, port))),
            fault -> thread.execute(() -> end(LineFaults.words(address, fault))));
      } catch (RejectedExecutionException full) {
        end(address.text() + ": too many host names are being looked up");
      }
    }
  }

  private static List<InetSocketAddress> at(List<InetAddress> hosts, int port) {
    return hosts.stream().map(host -> new InetSocketAddress(host, port)).toList();
  }

  private void found(List<? extends SocketAddress> addresses) {
    toTry.addAll(addresses);
    tryNext(new SocketException("no address"));
  }

  private void tryNext(IOException last) {
    if (over) {
      return;
    }
    SocketAddress next = toTry.poll();
    if (next == null) {
      end(LineFaults.words(address, last));
      return;
    }
    release();
    try {
      connect(next);
    } catch (IOException fault) {
      tryNext(fault);
    } catch (IllegalArgumentException | UnsupportedOperationException fault) {
      tryNext(new SocketException(fault.getMessage()));
    }
  }

  private void connect(SocketAddress to) throws IOException {
    boolean unix = to instanceof UnixDomainSocketAddress;
    SocketChannel opened =
        unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    channel = opened;
    opened.configureBlocking(false);
    if (!unix) {
      keepAlive(opened);
    }
    boolean done = opened.connect(to);
    thread
        .register(this)
        .addListener((Future<IoRegistration> f) -> thread.work(() -> registered(opened, f, done)));
  }

  /** A machine that lost its power says nothing: found out after about a minute. */
  private static void keepAlive(SocketChannel tcp) throws IOException {
    tcp.setOption(StandardSocketOptions.TCP_NODELAY, true);
    tcp.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    if (tcp.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      tcp.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 30);
      tcp.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 10);
      tcp.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
    }
  }

  private void registered(SocketChannel of, Future<IoRegistration> result, boolean done) {
    if (!result.isSuccess()) {
      end(address.text() + ": the event loop does not take it (" + result.cause() + ")");
      return;
    }
    IoRegistration now = result.getNow();
    if (over || !of.equals(channel)) {
      now.cancel();
      return;
    }
    registration = now;
    if (done) {
      connected();
    } else if (address instanceof LineAddress.UnixSocket) {
      // Its queue of callers is full; such a connection never comes about by waiting.
      end(LineFaults.words(address, new SocketException("temporarily unavailable")));
    } else {
      want(NioIoOps.CONNECT);
    }
  }

  private void connected() {
    connected = true;
    toTry.clear();
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
    want(paused ? NioIoOps.NONE : NioIoOps.READ);
    listener.up();
  }

  @Override
  public SelectableChannel selectableChannel() {
    return Objects.requireNonNull(channel);
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    NioIoOps ops = ((NioIoEvent) event).ops();
    // Where somebody stands in, nobody waits here: the selector says it again if it is still true.
    thread.standIn(() -> ready(ops));
  }

  private void ready(NioIoOps ops) {
    if (over) {
      return;
    }
    if (!connected) {
      finishConnect();
      return;
    }
    if (ops.contains(NioIoOps.WRITE)) {
      want(wanted.without(NioIoOps.WRITE));
      listener.room();
    }
    if (ops.contains(NioIoOps.READ)) {
      read();
    }
  }

  private void finishConnect() {
    try {
      if (openChannel().finishConnect()) {
        connected();
      }
    } catch (IOException fault) {
      tryNext(fault);
    }
  }

  private void read() {
    ByteBuffer buffer = READ_BUFFER.get();
    for (int turn = 0; turn < READS_A_TURN && !paused && !over; turn++) {
      int count;
      buffer.clear();
      try {
        count = openChannel().read(buffer);
      } catch (IOException fault) {
        end(LineFaults.words(address, fault));
        return;
      }
      if (count < 0) {
        end(address.text() + ": the far end hung up");
        return;
      }
      if (count == 0) {
        return;
      }
      listener.output(buffer.flip());
      if (count < READ_BYTES) {
        return; // very likely drained; the loop says so if not
      }
      long rest = pace.after(count, System.nanoTime());
      if (rest > 0) {
        restFor(rest);
        return;
      }
    }
  }

  /** One look by who stands in for the loop, which finds out all else that may be there. */
  @Override
  public void readLittle() {
    if (!connected || paused || over || resting != null) {
      return;
    }
    ByteBuffer buffer = READ_BUFFER.get().clear().limit(LITTLE);
    try {
      int count = openChannel().read(buffer);
      if (count > 0) {
        listener.output(buffer.flip());
      }
    } catch (IOException fault) {
      thread.execute(() -> end(LineFaults.words(address, fault)));
    }
  }

  private void restFor(long nanos) {
    want(wanted.without(NioIoOps.READ));
    resting =
        thread.schedule(
            () -> {
              resting = null;
              if (!paused && !over) {
                want(wanted.with(NioIoOps.READ));
              }
            },
            nanos,
            TimeUnit.NANOSECONDS);
  }

  private SocketChannel openChannel() {
    return Objects.requireNonNull(channel);
  }

  @Override
  public void pause() {
    paused = true;
    if (connected && !over) {
      want(wanted.without(NioIoOps.READ));
    }
  }

  @Override
  public void ease(boolean slower) {
    pace.ease(slower);
  }

  @Override
  public void resume() {
    paused = false;
    if (connected && !over && resting == null) {
      want(wanted.with(NioIoOps.READ));
    }
  }

  @Override
  public int write(ByteBuffer bytes) {
    SocketChannel to = channel;
    if (to == null) {
      return 0;
    }
    try {
      return to.write(bytes);
    } catch (IOException fault) {
      thread.execute(() -> end(LineFaults.words(address, fault)));
      return 0;
    }
  }

  @Override
  public void wantRoom() {
    thread.execute(() -> {
      if (connected && !over) {
        want(wanted.with(NioIoOps.WRITE));
      }
    });
  }

  private void want(NioIoOps ops) {
    wanted = ops;
    if (registration != null) {
      thread.onLoop(this::submitWanted);
    }
  }

  private void submitWanted() {
    if (registration != null) {
      registration.submit(wanted);
    }
  }

  @Override
  public BreakOutcome sendBreak(Duration length) {
    return new BreakOutcome.Cannot("a plain socket has no break");
  }

  private void end(String why) {
    if (!over) {
      close();
      listener.down(why);
    }
  }

  @Override
  public void close() {
    over = true;
    if (patience != null) {
      patience.cancel(false);
    }
    release();
  }

  /** Lets the present channel go. */
  private void release() {
    if (registration != null) {
      registration.cancel();
      registration = null;
    }
    SocketChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException fault) {
        org.slf4j.LoggerFactory.getLogger(SocketLine.class)
            .debug("socket did not close line={} fault={}", address.text(), fault.toString());
      }
    }
  }
}

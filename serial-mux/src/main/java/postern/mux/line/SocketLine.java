package postern.mux.line;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import postern.mux.BreakOutcome;
import postern.mux.LineAddress;

/**
 * A unix or TCP socket on a Netty event loop. It registers its own socket with the loop instead of
 * using a Netty channel, for three reasons. The reads of all lines of a loop share one buffer, so
 * that a quiet line costs next to nothing and a busy one produces no garbage. A key goes to the
 * kernel from the thread that typed it. The number of bytes that the kernel took is exact, so that
 * the rest can still be dropped.
 */
final class SocketLine implements Line, LineSocket.Events {
  private static final int READ_BYTES = 64 * 1024;

  /** The number of reads before other lines of the loop have their turn. */
  private static final int READS_A_TURN = 4;

  /**
   * The buffer that the kernel fills, and a copy on the heap, which is faster to scan several
   * times.
   */
  private record ReadBuffer(DirectBuffer direct, ByteBuffer heap) {
    ReadBuffer() {
      this(DirectBuffer.of(READ_BYTES), ByteBuffer.allocate(READ_BYTES));
    }
  }

  /** One for each event loop. Its content is used up before the read returns. */
  private static final ThreadLocal<ReadBuffer> READ_BUFFER =
      ThreadLocal.withInitial(ReadBuffer::new);

  private final LineAddress address;
  private final IoEventLoop loop;
  private final LineListener listener;
  private final Duration connectWithin;

  /**
   * The addresses that were not tried yet. Used on the event loop only, like all fields below
   * except the socket.
   */
  private final Queue<SocketAddress> toTry = new ArrayDeque<>();

  private volatile @Nullable LineSocket socket;
  private @Nullable ScheduledFuture<?> patience;
  private final ReadRateLimit pace = new ReadRateLimit();
  private @Nullable ScheduledFuture<?> resting;
  private boolean connected;
  private boolean paused;
  private boolean over;

  SocketLine(LineAddress address, IoEventLoop loop, LineListener listener, Duration connectWithin) {
    this.address = address;
    this.loop = loop;
    this.listener = listener;
    this.connectWithin = connectWithin;
  }

  @Override
  public void open() {
    patience =
        loop.schedule(
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
        HostResolver.find(
            host,
            hosts -> loop.execute(() -> found(at(hosts, port))),
            fault -> loop.execute(() -> end(LineErrors.words(address, fault))));
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
      end(LineErrors.words(address, last));
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
    LineSocket opened = LineSocket.open(to, this);
    socket = opened;
    boolean done = opened.connect(to);
    loop.register(opened).addListener((Future<IoRegistration> f) -> registered(opened, f, done));
  }

  private void registered(LineSocket of, Future<IoRegistration> result, boolean done) {
    if (!result.isSuccess()) {
      end(address.text() + ": the event loop rejected it (" + result.cause() + ")");
      return;
    }
    IoRegistration now = result.getNow();
    if (over || !of.equals(socket)) {
      now.cancel();
      return;
    }
    of.registered(now);
    if (done) {
      connected();
    } else if (address instanceof LineAddress.UnixSocket) {
      // The listener's backlog is full. Such a connection is never established by waiting.
      end(LineErrors.words(address, new SocketException("temporarily unavailable")));
    } else {
      of.wantWriting(true);
    }
  }

  private void connected() {
    connected = true;
    toTry.clear();
    if (patience != null) {
      patience.cancel(false);
      patience = null;
    }
    openSocket().wantWriting(false);
    openSocket().wantReading(!paused);
    listener.up();
  }

  @Override
  public void writable() {
    if (!over && !connected) {
      finishConnect();
    } else if (!over) {
      openSocket().wantWriting(false);
      listener.room();
    }
  }

  @Override
  public void readable() {
    if (!over && connected) {
      read();
    }
  }

  private void finishConnect() {
    try {
      if (openSocket().finishConnect()) {
        connected();
      }
    } catch (IOException fault) {
      tryNext(fault);
    }
  }

  private void read() {
    ReadBuffer buffer = READ_BUFFER.get();
    for (int turn = 0; turn < READS_A_TURN && !paused && !over; turn++) {
      int count;
      try {
        count = read(buffer);
      } catch (IOException fault) {
        end(LineErrors.words(address, fault));
        return;
      }
      if (count < 0) {
        end(address.text() + ": the far end hung up");
        return;
      }
      if (count < READ_BYTES) {
        return; // very likely drained; if not, epoll reports it again
      }
      long rest = pace.after(count, System.nanoTime());
      if (rest > 0) {
        restFor(rest);
        return;
      }
    }
  }

  private int read(ReadBuffer into) throws IOException {
    int count = openSocket().read(into.direct(), READ_BYTES);
    if (count > 0) {
      into.heap().clear().put(0, into.direct().bytes(), 0, count);
      listener.output(into.heap().limit(count));
    }
    return count;
  }

  private void restFor(long nanos) {
    openSocket().wantReading(false);
    resting =
        loop.schedule(
            () -> {
              resting = null;
              if (!paused && !over) {
                openSocket().wantReading(true);
              }
            },
            nanos,
            TimeUnit.NANOSECONDS);
  }

  private LineSocket openSocket() {
    return Objects.requireNonNull(socket);
  }

  @Override
  public void pause() {
    paused = true;
    if (connected && !over) {
      openSocket().wantReading(false);
    }
  }

  @Override
  public void limitReading(double unread) {
    pace.ease(unread);
  }

  @Override
  public void resume() {
    paused = false;
    if (connected && !over && resting == null) {
      openSocket().wantReading(true);
    }
  }

  @Override
  public int write(ByteBuffer bytes) {
    LineSocket to = socket;
    if (to == null) {
      return 0;
    }
    try {
      return to.write(bytes);
    } catch (IOException fault) {
      loop.execute(() -> end(LineErrors.words(address, fault)));
      return 0;
    }
  }

  @Override
  public void notifyWhenWritable() {
    loop.execute(() -> {
      if (connected && !over) {
        openSocket().wantWriting(true);
      }
    });
  }

  @Override
  public BreakOutcome sendBreak(Duration length) {
    return new BreakOutcome.Cannot("a plain socket has no break");
  }

  @Override
  public Optional<String> hangUp() {
    return Optional.of("this kind of line has no DTR");
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

  /** Closes the current socket. */
  private void release() {
    LineSocket open = socket;
    socket = null;
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

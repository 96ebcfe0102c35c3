package postern.mux.line;

import io.netty.channel.ChannelException;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A non-blocking socket and its registration with an event loop (epoll(7)). Unless stated
 * otherwise, its methods are called on the console's event loop.
 */
final class LineSocket implements EpollIoHandle {
  /** From linux/tcp.h and netinet/in.h. */
  private static final int IPPROTO_TCP = 6;

  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;

  /**
   * No interest. The socket stays registered, and edge-triggering reports an error once rather than
   * repeatedly.
   */
  private static final EpollIoOps QUIET = EpollIoOps.EPOLLET;

  private static final int PIECE = 8 * 1024;

  /** The buffers for writing. One more is allocated if all are in use. */
  private static final BlockingQueue<DirectBuffer> PIECES = new ArrayBlockingQueue<>(8);

  /** Receives the events of a socket. */
  interface Events {
    /** The socket is readable or at its end. */
    void readable();

    /** The socket is writable, connected, or failed to connect. */
    void writable();
  }

  private final Socket socket;
  private final Events events;

  /** Guarded by this, like the fields below, since the typing thread writes. */
  private @Nullable IoRegistration registration;

  private boolean reading;
  private boolean writing;
  private boolean closed;

  private LineSocket(Socket socket, Events events) {
    this.socket = socket;
    this.events = events;
  }

  static LineSocket open(SocketAddress to, Events events) throws IOException {
    try {
      boolean unix = to instanceof UnixDomainSocketAddress;
      return new LineSocket(unix ? Socket.newSocketDomain() : Socket.newSocketStream(), events);
    } catch (ChannelException fault) {
      throw fault.getCause() instanceof IOException why ? why : new IOException(fault);
    }
  }

  /** Detects within about a minute a machine that lost its power and sends nothing. */
  private void keepAlive() throws IOException {
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPIDLE, 30);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPINTVL, 10);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, 3);
  }

  /** Starts to connect. Returns whether the socket is connected already. */
  boolean connect(SocketAddress to) throws IOException {
    if (to instanceof UnixDomainSocketAddress unix) {
      return socket.connect(new DomainSocketAddress(unix.getPath().toString()));
    }
    keepAlive();
    return socket.connect(to);
  }

  boolean finishConnect() throws IOException {
    return socket.finishConnect();
  }

  /**
   * Reads the available bytes to the start of the buffer.
   *
   * @return how many bytes; 0 if there are none now, -1 at the end
   */
  int read(DirectBuffer into, int most) throws IOException {
    return socket.readAddress(into.address(), 0, most);
  }

  /**
   * Writes without waiting. The buffer's position moves past what the kernel took; a closed socket
   * takes nothing. Called on any thread.
   */
  synchronized int write(ByteBuffer bytes) throws IOException {
    int all = 0;
    DirectBuffer piece = piece();
    try {
      boolean room = true;
      while (room && bytes.hasRemaining() && !closed) {
        int length = Math.min(PIECE, bytes.remaining());
        piece.bytes().put(0, bytes, bytes.position(), length);
        int count = socket.writeAddress(piece.address(), 0, length);
        bytes.position(bytes.position() + count);
        all += count;
        room = count == length;
      }
    } finally {
      PIECES.offer(piece);
    }
    return all;
  }

  private static DirectBuffer piece() {
    DirectBuffer spare = PIECES.poll();
    return spare == null ? DirectBuffer.of(PIECE) : spare;
  }

  synchronized void registered(IoRegistration now) {
    registration = now;
    submit();
  }

  synchronized void wantReading(boolean on) {
    if (reading != on) {
      reading = on;
      submit();
    }
  }

  /** Submits only a change, since a second submission would report an error again. */
  synchronized void wantWriting(boolean on) {
    if (writing != on) {
      writing = on;
      submit();
    }
  }

  private void submit() {
    if (registration != null && !closed) {
      EpollIoOps ops = QUIET;
      if (reading) {
        ops = writing ? EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLOUT) : EpollIoOps.EPOLLIN;
      } else if (writing) {
        ops = EpollIoOps.EPOLLOUT;
      }
      registration.submit(ops);
    }
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    EpollIoOps ops = ((EpollIoEvent) event).ops();
    boolean broken = ops.contains(EpollIoOps.EPOLLERR);
    if (broken || ops.contains(EpollIoOps.EPOLLOUT)) {
      events.writable();
    }
    if (broken || ops.contains(EpollIoOps.EPOLLIN)) {
      events.readable();
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  /**
   * Safe to call twice. The descriptor's number may be reused afterwards, so nothing uses it any
   * more.
   */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      if (registration != null) {
        registration.cancel();
      }
      socket.close();
    }
  }
}

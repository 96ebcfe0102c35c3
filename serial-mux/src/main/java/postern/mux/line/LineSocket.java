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
 * One socket that never blocks, and what its event loop is to tell of it (epoll(7)). Unless said
 * otherwise for the console's thread only.
 */
final class LineSocket implements EpollIoHandle {
  /** From linux/tcp.h and netinet/in.h. */
  private static final int IPPROTO_TCP = 6;

  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;

  /** Nothing; but known to the loop, and a break is told once in place of again and again. */
  private static final EpollIoOps QUIET = EpollIoOps.EPOLLET;

  private static final int PIECE = 8 * 1024;

  /** What the kernel writes from; one is made where all are in use. */
  private static final BlockingQueue<DirectPiece> PIECES = new ArrayBlockingQueue<>(8);

  /** What happens at a socket. */
  interface Events {
    /** It can be read, or has come to its end. */
    void readable();

    /** It can be written, or is connected, or is not to be. */
    void writable();
  }

  private final Socket socket;
  private final Events events;

  /** All below: guarded by this, since the typing thread writes. */
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

  /** A machine that lost its power says nothing: found out after about a minute. */
  private void keepAlive() throws IOException {
    socket.setTcpNoDelay(true);
    socket.setKeepAlive(true);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPIDLE, 30);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPINTVL, 10);
    socket.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, 3);
  }

  /** Whether it is connected already. */
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
   * Reads what is there to the beginning of that piece.
   *
   * @return how many bytes; 0 if there is nothing now, -1 at the end
   */
  int read(DirectPiece into, int most) throws IOException {
    return socket.readAddress(into.address(), 0, most);
  }

  /** Any thread. The buffer's position moves past what the kernel took; nothing once closed. */
  synchronized int write(ByteBuffer bytes) throws IOException {
    int all = 0;
    DirectPiece piece = piece();
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

  private static DirectPiece piece() {
    DirectPiece spare = PIECES.poll();
    return spare == null ? DirectPiece.of(PIECE) : spare;
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

  /** Says it only where it is new: to say the same again would have a break told again. */
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

  /** Safe to call twice. Afterwards its number may be another's: nothing uses it any more. */
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

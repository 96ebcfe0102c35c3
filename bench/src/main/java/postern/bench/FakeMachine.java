package postern.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One fake machine; one connection at a time, the newest. */
final class FakeMachine {
  private static final int CHUNK = 64 * 1024;
  private static final double SECOND = 1e9;

  private final ServerSocketChannel door;
  private final NumberedLine line;

  /** Which part of a second it begins in, so that a thousand do not all speak at once. */
  private final double phase;

  private @Nullable SocketChannel peer;
  private @Nullable SelectionKey key;
  private ByteBuffer out = ByteBuffer.allocate(0);
  private long since;
  private boolean echo;
  private long rate;
  private double owed;
  private long pacedAt;
  private boolean waits;
  private long stalls;

  FakeMachine(String name, ServerSocketChannel door, double phase) {
    this.door = door;
    this.line = new NumberedLine(name);
    this.phase = phase;
  }

  void accept(Selector selector) throws IOException {
    SocketChannel next = door.accept();
    if (next == null) {
      return;
    }
    if (peer != null) {
      peer.close();
    }
    peer = next;
    peer.configureBlocking(false);
    key = peer.register(selector, SelectionKey.OP_READ, this);
    since = System.currentTimeMillis();
    // What was cut off is said again: a line is whole or was never sent.
    out.position(out.position() - out.position() % NumberedLine.LENGTH);
    interest();
  }

  void read(SocketChannel from, ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = from.read(buffer);
    if (count < 0) {
      throw new IOException("hung up");
    }
    if (echo && from.equals(peer)) {
      from.write(buffer.flip());
    }
  }

  /** Writes as much as it may and the peer takes. */
  void write() throws IOException {
    if (peer == null) {
      return;
    }
    if (!out.hasRemaining()) {
      long most = rate == Long.MAX_VALUE ? rate : (long) (owed / NumberedLine.LENGTH);
      if (most > 0) {
        refill(most);
      }
    }
    if (out.hasRemaining()) {
      peer.write(out);
    }
  }

  private void refill(long most) {
    int size = (int) Math.min(CHUNK, Math.min(most, CHUNK) * NumberedLine.LENGTH);
    if (out.capacity() < size) {
      out = ByteBuffer.allocateDirect(size);
    }
    out.clear();
    long before = line.number();
    line.fill(out, most);
    owed -= (line.number() - before) * (double) NumberedLine.LENGTH;
    out.flip();
  }

  void pace(long now) {
    if (!paced() || peer == null) {
      pacedAt = now;
      return;
    }
    owed = Math.min((double) rate, owed + rate * ((now - pacedAt) / SECOND));
    pacedAt = now;
    try {
      for (boolean more = true; more; ) {
        write();
        more = !out.hasRemaining() && owed >= NumberedLine.LENGTH;
      }
      stalls += out.hasRemaining() && !waits ? 1 : 0;
      waits = out.hasRemaining();
    } catch (IOException e) {
      SelectionKey broken = key;
      if (broken != null) {
        hangUp(broken);
      }
    }
  }

  void speak(long bytesASecond, boolean echoing) {
    echo = echoing;
    rate = bytesASecond;
    owed = paced() ? phase * Math.min(rate, NumberedLine.LENGTH) : 0;
    pacedAt = System.nanoTime();
    interest();
  }

  boolean paced() {
    return rate > 0 && rate < Long.MAX_VALUE;
  }

  private void interest() {
    if (key != null && key.isValid()) {
      key.interestOps(SelectionKey.OP_READ | (rate == Long.MAX_VALUE ? SelectionKey.OP_WRITE : 0));
    }
  }

  void hangUp(SelectionKey which) {
    try {
      which.channel().close();
    } catch (IOException e) {
      System.err.println("fake machine: " + e.getMessage());
    }
    if (which.equals(key)) {
      peer = null;
      key = null;
    }
  }

  boolean connected() {
    return peer != null;
  }

  long since() {
    return since;
  }

  /** How often a paced machine began to wait for its reader, since the last call. */
  long takeStalls() {
    long taken = stalls;
    stalls = 0;
    return taken;
  }

  /** Lines that the peer took whole. */
  long sent() {
    return line.number() - (out.remaining() + NumberedLine.LENGTH - 1) / NumberedLine.LENGTH;
  }
}

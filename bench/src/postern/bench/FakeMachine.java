package postern.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** One fake machine; one connection at a time, the newest. */
final class FakeMachine {
  private static final int CHUNK = 64 * 1024;
  private static final double SECOND = 1e9;

  /** The thread of all machines, from that of one. */
  interface Back {
    void run(Consumer<Selector> task);

    /** Lets go of channels whose keys were cancelled; on the thread of all. */
    void forget() throws IOException;
  }

  private final ServerSocketChannel door;
  private final Back back;
  private final NumberedLine line;

  /** Which part of a second it begins in, so that a thousand do not all speak at once. */
  private final double phase;

  private SocketChannel peer;
  private SelectionKey key;
  private ByteBuffer out = ByteBuffer.allocate(0);
  private long since;
  private volatile boolean echo;
  private long rate;
  private double owed;
  private long pacedAt;

  FakeMachine(String name, ServerSocketChannel door, double phase, Back back) {
    this.door = door;
    this.back = back;
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
    owed = Math.min(rate, owed + rate * ((now - pacedAt) / SECOND));
    pacedAt = now;
    try {
      for (boolean more = true; more; ) {
        write();
        more = !out.hasRemaining() && owed >= NumberedLine.LENGTH;
      }
    } catch (IOException e) {
      hangUp(peer);
    }
  }

  void speak(long bytesASecond, boolean echoing) throws IOException {
    echo = echoing;
    rate = bytesASecond;
    owed = paced() ? phase * Math.min(rate, NumberedLine.LENGTH) : 0;
    pacedAt = System.nanoTime();
    interest();
    if (echoing && key != null) {
      echoAlone();
    }
  }

  /**
   * Echoes on a thread of its own that waits in the read itself: so soon that what is measured is
   * the gateway. It goes back to the others with the first byte that comes when it shall echo no
   * more.
   */
  private void echoAlone() throws IOException {
    SocketChannel alone = peer;
    key.cancel();
    key = null;
    back.forget();
    alone.configureBlocking(true);
    Thread.ofPlatform()
        .daemon()
        .name("echo")
        .start(
            () -> {
              ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
              try {
                while (echoed(alone, buffer)) {
                  // Each a call of its own, so that it gets compiled.
                }
                back.run(selector -> rejoin(alone, selector));
              } catch (IOException e) {
                back.run(_ -> hangUp(alone));
              }
            });
  }

  private boolean echoed(SocketChannel alone, ByteBuffer buffer) throws IOException {
    if (alone.read(buffer.clear()) < 0) {
      throw new IOException("hung up");
    }
    if (!echo) {
      return false;
    }
    alone.write(buffer.flip());
    return true;
  }

  private void rejoin(SocketChannel alone, Selector selector) {
    if (alone != peer) {
      return;
    }
    try {
      alone.configureBlocking(false);
      key = alone.register(selector, SelectionKey.OP_READ, this);
      interest();
    } catch (IOException e) {
      hangUp(alone);
    }
  }

  boolean paced() {
    return rate > 0 && rate < Long.MAX_VALUE;
  }

  private void interest() {
    if (key != null && key.isValid()) {
      key.interestOps(SelectionKey.OP_READ | (rate == Long.MAX_VALUE ? SelectionKey.OP_WRITE : 0));
    }
  }

  void hangUp(SelectableChannel which) {
    try {
      which.close();
    } catch (IOException e) {
      System.err.println("fake machine: " + e.getMessage());
    }
    if (which == peer) {
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

  /** Lines that the peer took whole. */
  long sent() {
    return line.number() - (out.remaining() + NumberedLine.LENGTH - 1) / NumberedLine.LENGTH;
  }
}

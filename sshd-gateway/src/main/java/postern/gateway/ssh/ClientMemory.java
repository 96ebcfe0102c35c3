package postern.gateway.ssh;

import java.util.HashMap;
import java.util.Map;

/**
 * Memory held for clients that have logged in: what they sent and nobody took, what they do not
 * read, and a fixed part for each connection and channel. It is bounded for each key and in all, as
 * parts of the heap. Where all of it is given out, those who hold more than {@value #SMALL} bytes
 * get no more, so that one cannot keep the others out. Any thread; never waits.
 */
final class ClientMemory {
  /** What a connection holds beside what waits in it. */
  static final long CONNECTION = 128 << 10;

  /** What a channel and its session hold beside what waits in them. */
  static final long CHANNEL = 128 << 10;

  /** What a small object costs beside its bytes: headers, and what keeps it in a queue. */
  static final int OBJECT = 256;

  private static final long SMALL = 1 << 20;

  private final long most;
  private final long mostOfOne;

  /** Guarded by this, as {@link #held} is. */
  private final Map<String, Share> shares = new HashMap<>();

  private long held;

  ClientMemory(long heap) {
    this.most = Math.max(heap / 4, 2 * SMALL);
    this.mostOfOne = Math.max(heap / 8, SMALL);
  }

  /** What one key's connections hold together. */
  private static final class Share {
    long held;
    int connections;
  }

  /** An account for a connection of this key; to be closed with it. */
  synchronized Account open(String key) {
    Share share = shares.computeIfAbsent(key, any -> new Share());
    share.connections++;
    return new Account(key, share);
  }

  /** What one connection holds. */
  final class Account {
    private final String key;
    private final Share share;

    /** Guarded by the whole, as {@link #closed} is. */
    private long own;

    private boolean closed;

    private Account(String key, Share share) {
      this.key = key;
      this.share = share;
    }

    /** Counts more of it; false, and nothing is counted, where that is too much. */
    boolean take(long bytes) {
      synchronized (ClientMemory.this) {
        long after = share.held + bytes;
        boolean fits = after <= SMALL || (after <= mostOfOne && held + bytes <= most);
        if (closed || !fits) {
          return closed; // what ends holds nothing more for long
        }
        add(bytes);
        return true;
      }
    }

    /** Counts less of it. */
    void give(long bytes) {
      synchronized (ClientMemory.this) {
        if (!closed) {
          add(-bytes);
        }
      }
    }

    private void add(long bytes) {
      own += bytes;
      share.held += bytes;
      held += bytes;
    }

    /** The connection has ended: all it held is given back. */
    void close() {
      synchronized (ClientMemory.this) {
        if (closed) {
          return;
        }
        add(-own);
        closed = true;
        if (--share.connections == 0) {
          shares.remove(key);
        }
      }
    }
  }
}

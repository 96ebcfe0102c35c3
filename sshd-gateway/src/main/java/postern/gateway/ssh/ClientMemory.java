package postern.gateway.ssh;

import java.util.HashMap;
import java.util.Map;

/**
 * The memory held for clients that have logged in: input that nobody has read, output that the
 * client does not read, and a fixed amount for each connection and channel. Limits apply to each
 * key and in total, as fractions of the heap. When the total is used up, keys that hold more than
 * {@value #SMALL} bytes get no more, so that one key cannot lock out the others. Never blocks; may
 * be called by any thread.
 */
final class ClientMemory {
  /** The fixed amount for a connection. */
  static final long CONNECTION = 128 << 10;

  /** The fixed amount for a channel and its session. */
  static final long CHANNEL = 128 << 10;

  /** The cost of a small object beside its bytes: headers and its entry in a queue. */
  static final int OBJECT = 256;

  private static final long SMALL = 1 << 20;

  private final long most;
  private final long mostOfOne;

  /** Guarded by this, as is {@link #held}. */
  private final Map<String, Share> shares = new HashMap<>();

  private long held;

  ClientMemory(long heap) {
    this.most = Math.max(heap / 4, 2 * SMALL);
    this.mostOfOne = Math.max(heap / 8, SMALL);
  }

  /** What the connections of one key hold together. */
  private static final class Share {
    long held;
    int connections;
  }

  /** Opens the account of a connection with this key. It is closed with the connection. */
  synchronized Account open(String key) {
    Share share = shares.computeIfAbsent(key, any -> new Share());
    share.connections++;
    return new Account(key, share);
  }

  /** What one connection holds. */
  final class Account {
    private final String key;
    private final Share share;

    /** Guarded by the ClientMemory, as is {@link #closed}. */
    private long own;

    private boolean closed;

    private Account(String key, Share share) {
      this.key = key;
      this.share = share;
    }

    /** Adds to the account. Returns false and adds nothing if that exceeds a limit. */
    boolean take(long bytes) {
      synchronized (ClientMemory.this) {
        long after = share.held + bytes;
        boolean fits = after <= SMALL || (after <= mostOfOne && held + bytes <= most);
        if (closed || !fits) {
          return closed; // a connection that ends soon holds nothing
        }
        add(bytes);
        return true;
      }
    }

    /** Subtracts from the account. */
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

    /** Closes the account and releases everything the connection held. */
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

package postern.gateway.ssh;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the memory that waits in one connection and takes it from the account of its key in steps
 * of {@value #STEP} bytes. The first step is part of {@link ClientMemory#CONNECTION}, so that what
 * waits for a moment only, as nearly all does, costs no lock.
 */
final class ConnectionMemory {
  private static final long STEP = 64 << 10;

  private final AtomicLong bytes = new AtomicLong();

  /** Guarded by this, as {@link #steps} is; there from the login on. */
  private ClientMemory.@Nullable Account account;

  private volatile long steps;

  /** False where the connection, its fixed part alone, is too much for the account. */
  synchronized boolean countOn(ClientMemory.Account loggedIn) {
    account = loggedIn;
    return loggedIn.take(ClientMemory.CONNECTION);
  }

  /** Counts a channel's fixed part; false where it is too much. */
  synchronized boolean takeChannel() {
    return account != null && account.take(ClientMemory.CHANNEL);
  }

  synchronized void giveChannel() {
    if (account != null) {
      account.give(ClientMemory.CHANNEL);
    }
  }

  /** Counts so many more, or fewer; false where that is too much for the account. */
  boolean change(long by) {
    long now = bytes.addAndGet(by);
    return now / STEP == steps || settle();
  }

  private synchronized boolean settle() {
    long wanted = Math.max(0, bytes.get() / STEP);
    ClientMemory.Account from = account;
    if (from == null) {
      return true; // before login other limits hold
    }
    if (wanted > steps && !from.take((wanted - steps) * STEP)) {
      return false;
    }
    if (wanted < steps) {
      from.give((steps - wanted) * STEP);
    }
    steps = wanted;
    return true;
  }

  /** The connection has ended. */
  synchronized void close() {
    if (account != null) {
      account.close();
    }
  }
}

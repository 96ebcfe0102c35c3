package postern.gateway.ssh;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the memory that one connection holds and takes it from the account of its key in steps of
 * {@value #STEP} bytes. The first step is part of {@link ClientMemory#CONNECTION}, so that data
 * that waits only briefly, which is the usual case, takes no lock.
 */
final class ConnectionMemory {
  private static final long STEP = 64 << 10;

  private final AtomicLong bytes = new AtomicLong();

  /** Guarded by this, as is {@link #steps}. Null before login. */
  private ClientMemory.@Nullable Account account;

  private volatile long steps;

  /** Sets the account. Returns false if the fixed amount of a connection exceeds its limits. */
  synchronized boolean countOn(ClientMemory.Account loggedIn) {
    account = loggedIn;
    return loggedIn.take(ClientMemory.CONNECTION);
  }

  /** Counts the fixed amount of a channel. Returns false if it exceeds the limits. */
  synchronized boolean takeChannel() {
    return account != null && account.take(ClientMemory.CHANNEL);
  }

  synchronized void giveChannel() {
    if (account != null) {
      account.give(ClientMemory.CHANNEL);
    }
  }

  /** Adds to the count or subtracts from it. Returns false if the account's limits are exceeded. */
  boolean change(long by) {
    long now = bytes.addAndGet(by);
    return now / STEP == steps || settle();
  }

  private synchronized boolean settle() {
    long wanted = Math.max(0, bytes.get() / STEP);
    ClientMemory.Account from = account;
    if (from == null) {
      return true; // before login other limits apply
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

  /** Closes the account. */
  synchronized void close() {
    if (account != null) {
      account.close();
    }
  }
}

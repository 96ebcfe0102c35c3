package postern.gateway.ssh;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the door's thread sleeps: on the processor on which typed keys come in, once they all come
 * in on one. That processor is awake when a key arrives; another has to be woken, which takes
 * longer than all that is done about the key. Only its sleep is bound so: awake it runs wherever
 * the kernel likes, and no thread begun by it inherits the bond. It does without where it waits
 * longer than that for its processor, or where keys come in on many.
 *
 * <p>For the door's thread, but {@link #writeWaits} and {@link #writeDone}.
 */
final class Berth {
  /** The kernel's part. */
  interface Kernel {
    /** The processor on which this socket's last packet came in; negative when unknown. */
    int cameIn(int socket);

    /** Binds the door's thread to this processor; false when that cannot be. */
    boolean only(int processor);

    /** The door's thread may run anywhere again. From any thread. */
    void anywhere();

    /** What the door's thread has waited for a processor so far. */
    Waited waited();
  }

  /**
   * @param nanos in a queue, ready to run
   * @param runs how often it then ran
   */
  record Waited(long nanos, long runs) {}

  /** Every so many keys it is asked where they come in: that is a system call. */
  static final int KEYS_A_LOOK = 2;

  /** So many looks must agree; twice as many each time after it had to wait too long there. */
  static final int SURE = 3;

  static final int MOST_SURE = 1_024;

  /** So many looks held for long. */
  static final int LONG = 128;

  /** So many looks elsewhere, less those at home since, end it. */
  static final int STRAYS = 2;

  /** Every so many looks it is asked how long the thread waits. */
  static final int LOOKS_A_CHECK = 32;

  /** A sleeping processor is woken sooner than that, nanoseconds. */
  static final long TOO_LONG = 250_000;

  private final Kernel kernel;
  private final AtomicInteger writesWaiting = new AtomicInteger();
  private volatile boolean bound;
  private int home = -1;
  private int seen = -1;
  private int agreeing;
  private int sure = SURE;
  private int lasted;
  private int strays;
  private int keys;
  private int looked = -1;
  private Waited before = new Waited(0, 0);

  Berth(Kernel kernel) {
    this.kernel = kernel;
  }

  /** The thread is awake; what it begins now may run anywhere. */
  void rise() {
    if (bound) {
      bound = false;
      kernel.anywhere();
    }
  }

  /** Something came in from this socket, perhaps a key: to be called before it is answered. */
  void arrived(int socket) {
    rise();
    looked = keys % KEYS_A_LOOK == 0 ? kernel.cameIn(socket) : -1;
  }

  /** It was a key, and the thread is about to sleep. */
  void typed() {
    keys++;
    if (looked >= 0) {
      look(looked);
    }
    if (home < 0 || writesWaiting.get() > 0) {
      return;
    }
    bound = true;
    if (!kernel.only(home)) {
      bound = false;
      sure = MOST_SURE;
      leave();
    } else if (writesWaiting.get() > 0) {
      rise();
    }
  }

  /** A write waits for its client: its end wakes the thread, which then begins another's turn. */
  void writeWaits() {
    writesWaiting.incrementAndGet();
    if (bound) {
      kernel.anywhere();
    }
  }

  void writeDone() {
    writesWaiting.decrementAndGet();
  }

  private void look(int processor) {
    if (home >= 0) {
      atHome(processor);
      return;
    }
    agreeing = processor == seen ? agreeing + 1 : 1;
    seen = processor;
    if (agreeing >= sure) {
      home = processor;
      lasted = 0;
      strays = 0;
      before = kernel.waited();
    }
  }

  private void atHome(int processor) {
    lasted++;
    strays = processor == home ? Math.max(0, strays - 1) : strays + 1;
    if (lasted % LOOKS_A_CHECK == 0 && waitsTooLong()) {
      sure = Math.min(2 * sure, MOST_SURE);
      leave();
    } else if (strays >= STRAYS) {
      leave();
    } else if (lasted == LONG) {
      sure = SURE;
    }
  }

  private boolean waitsTooLong() {
    Waited now = kernel.waited();
    long nanos = now.nanos() - before.nanos();
    long runs = now.runs() - before.runs();
    before = now;
    return runs > 0 && nanos / runs > TOO_LONG;
  }

  private void leave() {
    home = -1;
    seen = -1;
    agreeing = 0;
  }
}

package postern.gateway.ssh;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Reports to a connection how much memory one of its channels holds. A closed channel holds none.
 */
final class ChannelMemory {
  private final MinaChannel channel;
  private final InputQueue input;
  private final AtomicLong told = new AtomicLong();
  private volatile long session;

  ChannelMemory(MinaChannel channel, InputQueue input) {
    this.channel = channel;
    this.input = input;
  }

  /** Sets the number of bytes that the session itself holds. */
  void session(long bytes) {
    session = bytes;
    count();
  }

  void count() {
    long now = channel.isClosing() ? 0 : input.held() + session;
    long change = now - told.getAndSet(now);
    if (change != 0) {
      channel.connection().hold(change);
    }
  }
}

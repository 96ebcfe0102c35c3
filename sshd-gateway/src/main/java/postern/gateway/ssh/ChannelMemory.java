package postern.gateway.ssh;

import java.util.concurrent.atomic.AtomicLong;

/** Tells a connection how much memory one of its channels holds; what has ended holds nothing. */
final class ChannelMemory {
  private final MinaChannel channel;
  private final InputQueue input;
  private final AtomicLong told = new AtomicLong();
  private volatile long session;

  ChannelMemory(MinaChannel channel, InputQueue input) {
    this.channel = channel;
    this.input = input;
  }

  /** The session itself holds so much, by its own word. */
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

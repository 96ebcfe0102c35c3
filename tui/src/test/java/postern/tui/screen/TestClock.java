package postern.tui.screen;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that the test sets. */
final class TestClock extends Clock {
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private Runnable moved = () -> {};

  synchronized void onMove(Runnable listener) {
    moved = listener;
  }

  void advance(Duration by) {
    Runnable listener;
    synchronized (this) {
      now = now.plus(by);
      listener = moved;
    }
    listener.run();
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}

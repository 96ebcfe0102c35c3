package postern.gateway.playbook;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** Where a playbook is run: who watches it run, and may stop it. Used by the run's thread. */
public interface RunClient {
  /** What the console said; the buffer is only lent. */
  void output(ByteBuffer bytes);

  /** A line beside the output. */
  void told(String line);

  /** Why it must stop now, if it must: the person interrupted it, has gone, was sent away. */
  Optional<String> stopped();

  /** Something was heard from the person's client since the last call. */
  boolean heard();

  /** Waits until something happened, at most so long. */
  void rest(Duration atMost) throws InterruptedException;
}

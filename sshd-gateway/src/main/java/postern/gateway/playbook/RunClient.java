package postern.gateway.playbook;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** The client of the person who runs a playbook. Used by the thread of the run. */
public interface RunClient {
  /** Shows output of the console. The buffer is valid only during the call. */
  void output(ByteBuffer bytes);

  /** Shows a line that is not output. */
  void told(String line);

  /** Returns why the run must stop, or empty: it was interrupted, or the session has ended. */
  Optional<String> stopped();

  /** Returns whether anything arrived from the client since the last call. */
  boolean heard();

  /** Waits until something happens, at most this long. */
  void rest(Duration atMost) throws InterruptedException;
}

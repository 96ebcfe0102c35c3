package postern.mux.console;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.ConsoleId;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.Recorder;

/** A recorder that does not throw: if it fails, typing is refused and nothing else ends. */
final class GuardedRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedRecorder.class);

  private final Recorder recorder;
  private final ConsoleId console;

  GuardedRecorder(Recorder recorder, ConsoleId console) {
    this.recorder = recorder;
    this.console = console;
  }

  /** Returns why the bytes cannot be recorded, or empty if they can. */
  Optional<String> typing(Participant by, ByteBuffer bytes) {
    try {
      return recorder.typing(by, bytes);
    } catch (RuntimeException fault) {
      LOG.error("recorder failed, typing refused console={}", console, fault);
      return Optional.of("the recorder failed");
    }
  }

  void notice(Notice notice) {
    try {
      recorder.notice(notice);
    } catch (RuntimeException fault) {
      LOG.error("recorder failed at a notice console={}", console, fault);
    }
  }
}

package postern.mux.console;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.Recorder;

/** A recorder in memory that can be made to refuse, like a full disk. */
final class FakeRecorder implements Recorder {
  final List<Notice> notices = new CopyOnWriteArrayList<>();
  final List<Long> gaps = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream typed = new ByteArrayOutputStream();
  private final List<Runnable> retries = new ArrayList<>();
  private boolean full;
  private long recorded = -1;
  private boolean keeping = true;
  private long count;
  volatile Optional<String> typingRefused = Optional.empty();
  volatile boolean orderBroken;

  /** Counts bytes only, for large amounts of output. */
  FakeRecorder countingOnly() {
    keeping = false;
    return this;
  }

  synchronized void refuse() {
    full = true;
  }

  void takeAgain() {
    List<Runnable> due;
    synchronized (this) {
      full = false;
      due = List.copyOf(retries);
      retries.clear();
    }
    due.forEach(Runnable::run);
  }

  synchronized byte[] output() {
    return output.toByteArray();
  }

  synchronized long count() {
    return count;
  }

  synchronized byte[] typed() {
    return typed.toByteArray();
  }

  @Override
  public synchronized boolean output(ByteBuffer bytes, long endOffset) {
    if (full) {
      return false;
    }
    if (recorded >= 0 && recorded != endOffset - bytes.remaining()) {
      orderBroken = true;
    }
    recorded = endOffset;
    count += bytes.remaining();
    if (keeping) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      output.writeBytes(copy);
    }
    return true;
  }

  @Override
  public synchronized void whenRoom(Runnable retry) {
    retries.add(retry);
  }

  @Override
  public synchronized boolean gap(long bytes, long endOffset) {
    if (full) {
      return false;
    }
    gaps.add(bytes);
    recorded = endOffset;
    return true;
  }

  @Override
  public synchronized Optional<String> typing(Participant by, ByteBuffer bytes) {
    if (typingRefused.isEmpty()) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      typed.writeBytes(copy);
    }
    return typingRefused;
  }

  @Override
  public void notice(Notice notice) {
    notices.add(notice);
  }
}

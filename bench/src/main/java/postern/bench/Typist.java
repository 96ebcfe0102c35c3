package postern.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Types letters into a session and notes when each comes back. */
final class Typist implements AutoCloseable {
  private final Viewer viewer;
  private final List<Double> times = new ArrayList<>();
  private int awaited = -1;
  private long typedAt;
  private int typed;
  private long lost;

  Typist(Bench bench, Gateway gateway, String machine) throws IOException {
    viewer = new Viewer(bench, gateway.attach(machine), machine, this::seen);
  }

  Viewer viewer() {
    return viewer;
  }

  private synchronized void seen(byte[] bytes, int count, long now) {
    for (int i = 0; i < count; i++) {
      if (bytes[i] == awaited) {
        times.add((now - typedAt) / 1e3);
        awaited = -1;
        return;
      }
    }
  }

  void type() throws IOException {
    synchronized (this) {
      lost += awaited >= 0 ? 1 : 0;
      awaited = 'a' + typed++ % 26;
      typedAt = System.nanoTime();
    }
    viewer.type('a' + (typed - 1) % 26);
  }

  /** Microseconds of each key since the last call. */
  synchronized List<Double> take() {
    List<Double> taken = List.copyOf(times);
    times.clear();
    return taken;
  }

  /** Keys whose echo had not come when the next was typed. */
  synchronized long lost() {
    return lost;
  }

  @Override
  public void close() {
    viewer.close();
  }
}

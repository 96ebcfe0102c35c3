package postern.bench;

import java.io.IOException;
import java.util.List;

/** A way to a console over ssh; all stand in front of machines of the same kind. */
interface Gateway extends AutoCloseable {
  String name();

  /** First letter of its machines. */
  String prefix();

  /** Starts it; done when it says that it is ready, or listens. */
  void start() throws IOException, InterruptedException;

  /** The client's command line to a machine. */
  List<String> attach(String machine);

  /** Memory and CPU of all its processes. */
  Usage usage();

  double cpuSeconds();

  @Override
  void close();
}

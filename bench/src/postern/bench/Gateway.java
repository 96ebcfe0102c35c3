package postern.bench;

import java.io.IOException;
import java.util.List;

/** A way to a console over ssh; all stand in front of machines of the same kind. */
interface Gateway extends AutoCloseable {
  String name();

  /** First letter of its machines. */
  String prefix();

  /** How often many sessions are opened and closed before those that count. */
  default int warmUps() {
    return 1;
  }

  /** Starts it; done when it says that it is ready, or listens. */
  void start() throws IOException, InterruptedException;

  /** The client's command line to a machine. */
  List<String> attach(String machine);

  /** The same for one who only watches and wants bytes alone, where that can be had. */
  default List<String> watch(String machine) {
    return attach(machine);
  }

  /** Memory and CPU of all its processes. */
  Usage usage();

  double cpuSeconds();

  /** More than one at a console see its output. */
  default boolean shared() {
    return true;
  }

  @Override
  void close();
}

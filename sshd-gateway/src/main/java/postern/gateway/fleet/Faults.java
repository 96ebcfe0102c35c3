package postern.gateway.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong in one file while it is read. */
final class Faults {
  private final Path file;
  private final List<Fault> found = new ArrayList<>();

  Faults(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  void add(int line, String wrong, String right) {
    found.add(new Fault(file, line, wrong, right));
  }

  List<Fault> found() {
    return List.copyOf(found);
  }
}

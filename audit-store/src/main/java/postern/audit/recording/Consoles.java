package postern.audit.recording;

import java.util.ArrayList;
import java.util.List;
import postern.audit.RecordedConsole;
import postern.audit.StoreFault;

/** The numbers that consoles have in the journals of this run. */
final class Consoles {
  private final List<RecordedConsole> all = new ArrayList<>();

  synchronized int add(RecordedConsole console) {
    if (all.size() >= RawFrame.CONSOLES) {
      throw new StoreFault(StoreFault.Kind.CALLER, "more consoles than a journal can name");
    }
    all.add(console);
    return all.size() - 1;
  }

  synchronized RecordedConsole at(int number) {
    return all.get(number);
  }
}

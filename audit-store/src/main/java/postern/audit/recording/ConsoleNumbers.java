package postern.audit.recording;

import java.util.ArrayList;
import java.util.List;
import postern.audit.RecordedConsole;
import postern.audit.StoreFault;

/** The numbers of the consoles in the journals of this process. */
final class ConsoleNumbers {
  private final List<RecordedConsole> consoles = new ArrayList<>();

  synchronized int add(RecordedConsole console) {
    if (consoles.size() >= RawFrame.CONSOLES) {
      throw new StoreFault(StoreFault.Kind.CALLER, "more consoles than a journal can number");
    }
    consoles.add(console);
    return consoles.size() - 1;
  }

  synchronized RecordedConsole console(int number) {
    return consoles.get(number);
  }
}

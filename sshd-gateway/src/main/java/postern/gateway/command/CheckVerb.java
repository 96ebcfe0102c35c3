package postern.gateway.command;

import java.util.List;

/** {@code check}: the configuration files as they are now. */
final class CheckVerb implements Verb<AtAdminDesk> {
  @Override
  public String name() {
    return "check";
  }

  @Override
  public String usage() {
    return "";
  }

  @Override
  public String about() {
    return "faults of the configuration files, file:line: what is wrong";
  }

  @Override
  public int run(AtAdminDesk desk, Words words, Out out) {
    words.rest(0, 0);
    List<String> faults = desk.files().check();
    faults.forEach(out::error);
    if (faults.isEmpty()) {
      out.line("the configuration is well");
    }
    return faults.isEmpty() ? 0 : 1;
  }
}

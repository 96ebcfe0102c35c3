package postern.audit;

import java.util.Optional;

/** What an event reports. The auditors' manual lists the same words. */
public enum EventKind implements Word {
  START("start"),
  STOP("stop"),
  LOGIN("login"),
  LOGOUT("logout"),
  REFUSED("refused"),
  ATTACH("attach"),
  DETACH("detach"),
  KEYBOARD("keyboard"),
  MESSAGE("message"),
  NOTE("note"),
  SIZE("size"),
  POWER("power"),
  BREAK("break"),
  SYSRQ("sysrq"),
  SEND("send"),
  RESCUE("rescue"),
  TRY("try"),
  LINE("line"),
  KILL("kill"),
  VIEW("view"),
  COMMAND("command"),
  CONFIG("config"),
  RECORDING("recording"),
  MACHINE("machine"),
  KEEPER("keeper");

  private final String word;

  EventKind(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }

  /** Returns the kind with this word, or empty if there is none. */
  public static Optional<EventKind> of(String word) {
    return Word.find(values(), word);
  }
}

package postern.gateway.act;

import java.util.Locale;

/** A field of an event. The auditors' manual lists the same names. */
public enum EventField {
  PERSON,
  KEY,
  SOURCE,
  TENANT,
  MACHINE,
  SESSION,
  LOGIN,
  ACTION,
  REASON,
  FROM,
  TEXT,
  LENGTH,
  PROFILE,
  BYTES,
  ECHO,
  PLAYBOOK,
  WHAT,
  DUE,
  WORDS,
  EXIT,
  NAMES,
  FILE,
  BY,
  MACHINES,
  KEX,
  CIPHER,
  CLIENT,
  TIMES;

  /** The name as the event log and lists have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

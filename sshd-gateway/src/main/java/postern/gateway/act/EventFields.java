package postern.gateway.act;

import java.util.Map;
import java.util.TreeMap;
import postern.gateway.access.Actor;
import postern.gateway.config.MachineEntry;

/** The fields of one event. Used by one thread. */
final class EventFields {
  private final TreeMap<String, String> words = new TreeMap<>();

  /** Returns the fields that say who acted. */
  static EventFields by(Actor actor) {
    return new EventFields()
        .with(EventField.PERSON, actor.person())
        .with(EventField.KEY, actor.key())
        .with(EventField.SOURCE, actor.source());
  }

  /** Returns the fields that say which machine it was. */
  static EventFields of(MachineEntry machine) {
    return new EventFields()
        .with(EventField.MACHINE, machine.name())
        .with(EventField.TENANT, machine.tenant());
  }

  /** Returns the fields that say at which machine and in which session a person acted. */
  static EventFields at(ConsoleActor who) {
    EventFields fields = of(who.machine().entry());
    who.session().ifPresent(id -> fields.with(EventField.SESSION, id.text()));
    return fields;
  }

  /** Returns fields that were named elsewhere. */
  static EventFields of(Map<String, String> words) {
    EventFields fields = new EventFields();
    fields.words.putAll(words);
    return fields;
  }

  EventFields with(EventField field, String value) {
    words.put(field.word(), value);
    return this;
  }

  /** Adds the field unless the value is empty. */
  EventFields withIfAny(EventField field, String value) {
    return value.isEmpty() ? this : with(field, value);
  }

  /** Adds these fields; they replace those of the same name. */
  EventFields with(EventFields more) {
    words.putAll(more.words);
    return this;
  }

  Map<String, String> words() {
    return words;
  }
}

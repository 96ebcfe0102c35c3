package postern.gateway.session;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import postern.gateway.act.ConsoleActs;
import postern.gateway.keys.EscapeParser;
import postern.gateway.text.PlainText;
import postern.gateway.view.NoticeOutput;
import postern.mux.Attachment;
import postern.mux.ConsoleStatus;
import postern.mux.Participant;

/** One person's place at one console: what the parts of a session share. */
public record SessionContext(
    ConsoleActs host, Attachment at, NoticeOutput voice, EscapeParser keys, Clock clock) {
  public Instant now() {
    return clock.instant();
  }

  /** An escape key as this person types it. */
  public String key(String letters) {
    return keys.prefix().text() + letters;
  }

  boolean me(Participant participant) {
    return participant.session().equals(host.participant().session());
  }

  /** Another session of the same person. */
  boolean myOther(Participant participant) {
    return !me(participant) && participant.name().equals(host.participant().name());
  }

  /** In whose favour the keyboard is locked to this person, if it is. */
  Optional<Participant> lockedTo() {
    return host.console()
        .conditions()
        .lockedBy()
        .filter(typist -> !typist.name().equals(host.participant().name()));
  }

  static String name(Participant participant) {
    return PlainText.clean(participant.name(), 80);
  }

  /** Who typed last here, as a question says it. */
  String lastTyped() {
    Optional<ConsoleStatus.Typed> typed = host.console().status().lastTyped();
    return typed
        .map(t ->
            (me(t.by()) ? "you typed" : name(t.by()) + " typed")
                + " here last, "
                + PlainText.age(t.at(), now())
                + " ago")
        .orElse("nobody typed here since the gateway started");
  }
}

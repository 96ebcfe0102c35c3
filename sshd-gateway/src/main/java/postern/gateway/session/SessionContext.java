package postern.gateway.session;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import postern.gateway.act.ConsoleActs;
import postern.gateway.keys.EscapeParser;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.text.PlainText;
import postern.gateway.view.SessionOutput;
import postern.mux.Attachment;
import postern.mux.ConsoleStatus;
import postern.mux.Participant;

/**
 * What the parts of one console session share.
 *
 * @param nanos the monotonic clock, System.nanoTime except in tests
 */
record SessionContext(
    SessionChannel channel,
    ConsoleActs acts,
    Attachment attachment,
    SessionOutput output,
    EscapeParser escapes,
    Clock clock,
    LongSupplier nanos) {
  Instant now() {
    return clock.instant();
  }

  boolean terminal() {
    return channel.terminal().isPresent();
  }

  /** Tells this person something in one line. */
  void tell(String notice) {
    output.notice(notice);
  }

  /** Tells this person a heading, and some lines below it. */
  void tell(String heading, List<String> lines) {
    output.notice(heading, lines);
  }

  /** Returns an escape command as this person types it. */
  String key(String letters) {
    return escapes.prefix().text() + letters;
  }

  /** Whether the participant is this session. */
  boolean me(Participant participant) {
    return participant.session().equals(acts.participant().session());
  }

  /** Whether the participant is another session of the same person. */
  boolean myOther(Participant participant) {
    return !me(participant) && participant.name().equals(acts.participant().name());
  }

  /** Returns the person for whom the keyboard is locked, if that is somebody else. */
  Optional<Participant> lockedTo() {
    return acts.console()
        .conditions()
        .lockedBy()
        .filter(typist -> !typist.name().equals(acts.participant().name()));
  }

  static String name(Participant participant) {
    return PlainText.clean(participant.name(), 80);
  }

  /** Says who typed last at this console. */
  String lastTyped() {
    Optional<ConsoleStatus.Typed> typed = acts.console().status().lastTyped();
    return typed
        .map(t ->
            (me(t.by()) ? "you typed" : name(t.by()) + " typed")
                + " here last, "
                + PlainText.age(t.at(), now())
                + " ago")
        .orElse("nobody typed here since the gateway started");
  }
}

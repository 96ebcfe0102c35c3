package postern.gateway.act;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.access.Access;
import postern.gateway.access.Actor;
import postern.gateway.access.Destination;
import postern.gateway.access.LoginResolver;
import postern.gateway.config.Person;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.SshEvents;

/**
 * Writes logins, logouts and refusals: one event for each person that a login stands for, so that a
 * tenant's auditor sees the events of that tenant's people only.
 */
public final class LoginEvents implements SshEvents {
  private static final Logger log = LoggerFactory.getLogger(LoginEvents.class);
  private static final Duration LOOKS = Duration.ofSeconds(5);

  private final EventWriter events;
  private final Access access;

  public LoginEvents(EventWriter events, Access access) {
    this.events = events;
    this.access = access;
  }

  @Override
  public boolean ready() {
    return events.awaitRoom(Duration.ZERO);
  }

  @Override
  public void login(Caller caller, Handshake how) {
    awaitRoom();
    for (EventFields about : each(caller)) {
      about
          .with(EventField.KEX, how.kex())
          .with(EventField.CIPHER, how.cipher())
          .with(EventField.CLIENT, how.client());
      events.event(EventKind.LOGIN, Outcome.OK, about);
    }
  }

  @Override
  public void refused(Refusal refusal) {
    List<EventFields> all =
        refusal.caller().map(this::each).orElseGet(() -> List.of(unknown(refusal)));
    for (EventFields about : all) {
      about.with(EventField.REASON, refusal.told().what());
      if (refusal.told().times() > 1) {
        about.with(EventField.TIMES, Integer.toString(refusal.told().times()));
      }
      events.event(EventKind.REFUSED, Outcome.REFUSED, about);
    }
  }

  /** Returns the fields that say who, for a client that has not logged in. */
  private static EventFields unknown(Refusal refusal) {
    return new EventFields()
        .with(EventField.SOURCE, refusal.source())
        .with(EventField.LOGIN, refusal.login())
        .withIfAny(EventField.KEY, refusal.fingerprint());
  }

  @Override
  public void disconnected(Caller caller, String why) {
    awaitRoom();
    for (EventFields about : each(caller)) {
      events.event(EventKind.LOGOUT, Outcome.OK, about.with(EventField.REASON, why));
    }
  }

  /**
   * Waits for room in the event log. Meanwhile the queue of events fills, and the SSH server
   * accepts no more logins.
   */
  private void awaitRoom() {
    while (!events.awaitRoom(LOOKS) && !Thread.currentThread().isInterrupted()) {
      log.warn("logins wait for the event log");
    }
  }

  /** Returns the fields that say who, for each person that the login stands for. */
  private List<EventFields> each(Caller caller) {
    Optional<Person> meant = meant(caller);
    List<EventFields> all = new ArrayList<>();
    for (Person person : caller.people()) {
      EventFields about =
          EventFields.by(Actor.of(caller, person)).withIfAny(EventField.TENANT, person.tenant());
      if (meant.isEmpty() || meant.get().equals(person)) {
        about.with(EventField.LOGIN, caller.login());
      }
      all.add(about);
    }
    return all;
  }

  /** Returns the person that the login name was meant for, or empty if it was meant for nobody. */
  private Optional<Person> meant(Caller caller) {
    return switch (LoginResolver.resolve(access.fleet(), caller.people(), caller.login())) {
      case Destination.AtMachine at -> Optional.of(at.as());
      case Destination.Admin(Person as) -> Optional.of(as);
      case Destination.Auditor(Person as) -> Optional.of(as);
      case Destination.MachineList l -> Optional.empty();
      case Destination.Ambiguous a -> Optional.empty();
      case Destination.NotFound n -> Optional.empty();
    };
  }
}

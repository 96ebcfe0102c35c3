package postern.gateway.act;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.access.Access;
import postern.gateway.access.Destination;
import postern.gateway.access.LoginResolver;
import postern.gateway.config.Person;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.SshEvents;

/**
 * Writes down who came in and who was refused at the door: one event for each person a login stands
 * for, so that each tenant's auditor sees their own people's and nothing of the others.
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
    for (Map<String, String> about : each(caller)) {
      about.put("kex", how.kex());
      about.put("cipher", how.cipher());
      about.put("client", how.client());
      events.event(EventKind.LOGIN, Outcome.OK, about);
    }
  }

  @Override
  public void refused(Refusal refusal) {
    List<Map<String, String>> all =
        refusal.caller().map(this::each).orElseGet(() -> List.of(new TreeMap<>()));
    for (Map<String, String> about : all) {
      about.putIfAbsent("source", refusal.source());
      if (refusal.caller().isEmpty()) {
        about.put("login", refusal.login());
      }
      if (!refusal.fingerprint().isEmpty()) {
        about.putIfAbsent("key", refusal.fingerprint());
      }
      about.put("reason", refusal.told().what());
      if (refusal.told().times() > 1) {
        about.put("times", Integer.toString(refusal.told().times()));
      }
      events.event(EventKind.REFUSED, Outcome.REFUSED, about);
    }
  }

  @Override
  public void disconnected(Caller caller, String why) {
    awaitRoom();
    for (Map<String, String> about : each(caller)) {
      about.put("reason", why);
      events.event(EventKind.LOGOUT, Outcome.OK, about);
    }
  }

  /**
   * Logins and logouts wait for room: the post that brings them lets no more in when it is full.
   */
  private void awaitRoom() {
    while (!events.awaitRoom(LOOKS) && !Thread.currentThread().isInterrupted()) {
      log.warn("logins wait for the event log");
    }
  }

  /** What an event says of a login, for each person it stands for. */
  private List<Map<String, String>> each(Caller caller) {
    Optional<Person> meant = meant(caller);
    List<Map<String, String>> all = new ArrayList<>();
    for (Person person : caller.people()) {
      Map<String, String> about = new TreeMap<>();
      about.put("person", person.fullName());
      if (!person.tenant().isEmpty()) {
        about.put("tenant", person.tenant());
      }
      about.put("key", caller.fingerprint());
      about.put("source", caller.source());
      if (meant.isEmpty() || meant.get().equals(person)) {
        about.put("login", caller.login());
      }
      all.add(about);
    }
    return all;
  }

  /** As whom the login name was meant; a name that leads nowhere is nobody's in particular. */
  private Optional<Person> meant(Caller caller) {
    return switch (LoginResolver.resolve(access.fleet(), caller.people(), caller.login())) {
      case Destination.AtMachine at -> Optional.of(at.as());
      case Destination.AdminDesk(Person as) -> Optional.of(as);
      case Destination.AuditDesk(Person as) -> Optional.of(as);
      case Destination.Lobby l -> Optional.empty();
      case Destination.Ambiguous a -> Optional.empty();
      case Destination.Nowhere n -> Optional.empty();
    };
  }
}

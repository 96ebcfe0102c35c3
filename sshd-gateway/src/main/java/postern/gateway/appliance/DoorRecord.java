package postern.gateway.appliance;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import postern.audit.AuditStore;
import postern.gateway.fleet.Person;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.DoorEvents;

/** Writes down who came in and who was refused at the door. */
final class DoorRecord implements DoorEvents {
  private final AuditStore audit;

  DoorRecord(AuditStore audit) {
    this.audit = audit;
  }

  @Override
  public void login(Caller caller, Handshake how) {
    Map<String, String> about = who(caller);
    about.put("kex", how.kex());
    about.put("cipher", how.cipher());
    about.put("client", how.client());
    audit.event("login", "ok", about);
  }

  @Override
  public void refused(Refusal refusal) {
    Map<String, String> about = refusal.caller().map(DoorRecord::who).orElseGet(TreeMap::new);
    about.putIfAbsent("source", refusal.source());
    about.putIfAbsent("login", refusal.login());
    if (!refusal.fingerprint().isEmpty()) {
      about.putIfAbsent("key", refusal.fingerprint());
    }
    about.put("reason", refusal.told().what());
    if (refusal.told().times() > 1) {
      about.put("times", Integer.toString(refusal.told().times()));
    }
    audit.event("refused", "refused", about);
  }

  @Override
  public void disconnected(Caller caller, String why) {
    Map<String, String> about = who(caller);
    about.put("reason", why);
    audit.event("logout", "ok", about);
  }

  private static Map<String, String> who(Caller caller) {
    Map<String, String> about = new TreeMap<>();
    about.put(
        "person", caller.people().stream().map(Person::fullName).collect(Collectors.joining(", ")));
    about.put("key", caller.fingerprint());
    about.put("source", caller.source());
    about.put("login", caller.login());
    return about;
  }
}

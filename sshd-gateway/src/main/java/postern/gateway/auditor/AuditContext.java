package postern.gateway.auditor;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import postern.audit.Archive;
import postern.audit.RecordedConsole;
import postern.audit.SessionRecord;
import postern.gateway.work.Work;

/**
 * An auditor's commands, on a running gateway's archive or on files.
 *
 * @param opening gives the archive; asked only once the words are known to be right
 * @param working begins the work of a command
 * @param tenant the only tenant this auditor sees, if it is not all
 * @param viewed writes down that something recorded was looked at
 */
public record AuditContext(
    Supplier<Archive> opening, Supplier<Work> working, Optional<String> tenant, Viewed viewed) {
  /** No tenant can be called so. */
  private static final String NO_TENANT = "-";

  /** Whoever looks at a recording is recorded too. */
  public interface Viewed {
    void looked(String what, Map<String, String> about);

    /** Offline, on files, there is nowhere to write it down. */
    static Viewed nowhere() {
      return (what, about) -> {};
    }
  }

  /** Begins work of this command's. */
  Work begin() {
    return working.get();
  }

  Archive archive() {
    return opening.get();
  }

  boolean sees(SessionRecord session) {
    return sees(session.opened().console());
  }

  boolean sees(RecordedConsole console) {
    return tenant.isEmpty() || tenant.get().equals(console.tenant());
  }

  /** The tenant filter: what was asked for, within what may be seen. */
  Optional<String> tenantFilter(Optional<String> asked) {
    boolean others = tenant.isPresent() && asked.filter(tenant.get()::equals).isEmpty();
    return others && asked.isPresent() ? Optional.of(NO_TENANT) : tenant.or(() -> asked);
  }
}

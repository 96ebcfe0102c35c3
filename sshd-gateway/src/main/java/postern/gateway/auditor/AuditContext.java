package postern.gateway.auditor;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import postern.audit.Archive;
import postern.audit.RecordedConsole;
import postern.audit.SessionRecord;
import postern.gateway.work.Work;

/**
 * What the commands of an auditor act in: the archive of a running gateway, or files.
 *
 * @param opener opens the archive, when the arguments are known to be right
 * @param worker starts the work of a command
 * @param tenant the only tenant that this auditor sees; empty for all
 * @param views records that a recording was viewed
 */
public record AuditContext(
    Supplier<Archive> opener, Supplier<Work> worker, Optional<String> tenant, ViewRecorder views) {
  /** A name that no tenant can have. */
  private static final String NO_TENANT = "-";

  /** Records each view of a recording. */
  public interface ViewRecorder {
    void viewed(String command, Map<String, String> about);

    /** Returns a recorder that does nothing, for files without a gateway. */
    static ViewRecorder none() {
      return (command, about) -> {};
    }
  }

  /** Starts work for this command. */
  Work startWork() {
    return worker.get();
  }

  Archive archive() {
    return opener.get();
  }

  boolean sees(SessionRecord session) {
    return sees(session.opened().console());
  }

  boolean sees(RecordedConsole console) {
    return tenant.isEmpty() || tenant.get().equals(console.tenant());
  }

  /** Returns the tenant to filter by: the one asked for, as far as this auditor may see it. */
  Optional<String> tenantFilter(Optional<String> requested) {
    boolean others = tenant.isPresent() && requested.filter(tenant.get()::equals).isEmpty();
    return others && requested.isPresent() ? Optional.of(NO_TENANT) : tenant.or(() -> requested);
  }
}

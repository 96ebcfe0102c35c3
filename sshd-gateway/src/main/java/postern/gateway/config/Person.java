package postern.gateway.config;

import java.util.List;
import java.util.Set;

/**
 * A person named in the configuration.
 *
 * @param tenant empty for admins, and for auditors of all tenants
 * @param machines patterns of the tenant's machines that this person may see; {@code *} by default
 * @param escape the prefix of this person's escape keys as configured; {@code ^Ec} by default
 */
public record Person(
    Role role,
    String tenant,
    String name,
    Access access,
    List<PublicKeyEntry> keys,
    List<String> machines,
    String escape) {
  public enum Role {
    TENANT,
    AUDITOR,
    ADMIN
  }

  public enum Access {
    TYPE,
    WATCH
  }

  public Person {
    keys = List.copyOf(keys);
    machines = List.copyOf(machines);
  }

  /** Returns the same person without the keys with these fingerprints. */
  Person without(Set<String> fingerprints) {
    List<PublicKeyEntry> left =
        keys.stream().filter(key -> !fingerprints.contains(key.fingerprint())).toList();
    return new Person(role, tenant, name, access, left, machines, escape);
  }

  /** Returns {@code tenant/person}, {@code admin/name} or {@code auditor/name}. */
  public String fullName() {
    return switch (role) {
      case ADMIN -> "admin/" + name;
      case AUDITOR -> tenant.isEmpty() ? "auditor/" + name : tenant + "/auditor/" + name;
      case TENANT -> tenant + "/" + name;
    };
  }
}

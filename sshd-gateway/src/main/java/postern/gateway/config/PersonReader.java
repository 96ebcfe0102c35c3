package postern.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import postern.gateway.config.Person.Access;
import postern.gateway.config.Person.Role;

/**
 * Reads one {@code [tenant.T.person.NAME]}, {@code [tenant.T.auditor.NAME]}, {@code [auditor.NAME]}
 * or {@code [admin.NAME]}.
 */
final class PersonReader {
  private PersonReader() {}

  /** A key and its line. */
  record KeyAt(PublicKeyEntry key, int line) {}

  /** A person with the lines of the entry and of its keys. */
  record PersonAt(Person person, int line, List<KeyAt> keys) {}

  static PersonAt read(Role role, String tenant, Section.Named named) {
    Section section = named.section();
    String name = Names.fold(named.name());
    String kind = role == Role.TENANT ? "person" : role == Role.ADMIN ? "admin" : "auditor";
    Names.fault("person", name)
        .ifPresent(bad -> section.fault(bad.wrong().replace("person", kind), bad.right()));
    List<KeyAt> keys = keys(section);
    String escape = escape(section);
    Access access = Access.TYPE;
    List<String> machines = List.of("*");
    if (role == Role.TENANT) {
      access =
          section.word("access", List.of("type", "watch")).equals("watch")
              ? Access.WATCH
              : Access.TYPE;
      machines = machines(section);
    }
    section.noMore();
    Person person =
        new Person(
            role, tenant, name, access, keys.stream().map(KeyAt::key).toList(), machines, escape);
    return new PersonAt(person, section.line(), keys);
  }

  private static List<KeyAt> keys(Section section) {
    List<KeyAt> keys = new ArrayList<>();
    Optional<List<String>> lines = section.texts("keys");
    if (lines.isEmpty() && !section.has("keys")) {
      section.fault(
          section.title() + " has no keys",
          "write keys = [\"ssh-ed25519 AAAA…\"], or keys = [] to refuse every login");
    }
    List<String> all = lines.orElse(List.of());
    for (int i = 0; i < all.size(); i++) {
      int line = section.lineOf("keys", i);
      switch (KeyReader.read(all.get(i))) {
        case KeyReader.Read.Key(PublicKeyEntry entry) -> keys.add(new KeyAt(entry, line));
        case KeyReader.Read.Bad(String wrong, String right) ->
            section.faults().add(line, section.title() + ": " + wrong, right);
      }
    }
    return keys;
  }

  private static List<String> machines(Section section) {
    List<String> globs = section.texts("machines").orElse(List.of("*"));
    for (int i = 0; i < globs.size(); i++) {
      if (!Names.fold(globs.get(i)).matches("[a-z0-9._*?-]{1,63}")) {
        section
            .faults()
            .add(
                section.lineOf("machines", i),
                "machines has a pattern that no name can match",
                "write names or patterns such as \"web*\"");
      }
    }
    return globs.stream().map(Names::fold).toList();
  }

  /** Reads the escape prefix: {@code ^X}, {@code ^Xc}, {@code &} or {@code ~}. */
  private static String escape(Section section) {
    Optional<String> text = section.text("escape");
    if (text.isPresent() && !text.get().matches("\\^[A-Za-z@\\[\\]\\\\^_]c?|[&~]")) {
      section.fault(
          "escape",
          "escape is not a prefix that can be typed",
          "write \"^Ec\", \"^]\", \"^a\", \"&\" or \"~\"");
      return "^Ec";
    }
    return text.orElse("^Ec");
  }
}

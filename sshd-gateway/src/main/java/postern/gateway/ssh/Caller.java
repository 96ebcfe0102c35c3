package postern.gateway.ssh;

import java.util.List;
import postern.gateway.config.Person;

/**
 * Who is at the other end of an authenticated connection.
 *
 * @param login the login name as sent, cleaned of control characters and cut to 256
 * @param use the key whose signature was checked, and how it was used
 * @param people whoever the key stood for when the connection authenticated, by the entries whose
 *     own options held then; the login never stands for anybody else
 */
public record Caller(String login, KeyUse use, List<Person> people) {
  public Caller {
    people = List.copyOf(people);
  }

  public String fingerprint() {
    return use.fingerprint();
  }

  /** Address without port. */
  public String source() {
    return use.source();
  }
}

package postern.gateway.ssh;

import java.util.List;
import postern.gateway.config.Person;

/**
 * The client of an authenticated connection.
 *
 * @param login the login name as sent, without control characters and cut to 256 characters
 * @param use the key whose signature was verified, and how it was used
 * @param people the people whose entries for the key, with their options, were valid when the
 *     connection authenticated; the login never stands for anybody else
 */
public record Caller(String login, KeyUse use, List<Person> people) {
  public Caller {
    people = List.copyOf(people);
  }

  public String fingerprint() {
    return use.fingerprint();
  }

  /** Returns the address without the port. */
  public String source() {
    return use.source();
  }
}

package postern.gateway.ssh;

import java.util.List;
import postern.gateway.fleet.Person;

/**
 * Who is at the other end of an authenticated connection.
 *
 * @param login the login name as sent, cleaned of control characters and cut to 256
 * @param fingerprint of the key whose signature was checked
 * @param people everyone this key stands for, as the fleet said when the connection authenticated
 * @param source address without port
 */
public record Caller(String login, String fingerprint, List<Person> people, String source) {}

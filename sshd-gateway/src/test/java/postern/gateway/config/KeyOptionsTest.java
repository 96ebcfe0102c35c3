package postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import postern.gateway.ssh.KeyUse;

/** Whether an entry with these options is valid for a login. */
final class KeyOptionsTest {
  private static final String PLAIN =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9SbrFmpx6pAPNRIspxIk8+oH4TMoAdjQeJ3mw1uDnJ k";
  private static final String CARD =
      "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIJ9SbrFmpx6pAPNR"
          + "IspxIk8+oH4TMoAdjQeJ3mw1uDnJAAAABHNzaDo= k";
  private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

  private static boolean holds(String line, String source, boolean verified) {
    KeyReader.Read read = KeyReader.read(line);
    assertThat(read).isInstanceOf(KeyReader.Read.Key.class);
    PublicKeyEntry entry = ((KeyReader.Read.Key) read).entry();
    Person person =
        new Person(
            Person.Role.ADMIN, "", "ops", Person.Access.TYPE, List.of(entry), List.of("*"), "^Ec");
    return new KeyUse(entry.fingerprint(), source, verified).admits(person, NOON);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from=\"192.0.2.0/24\"|true",
        "from=\"192.0.2.0/24,!192.0.2.7\"|false",
        "from=\"10.*\",expiry-time=\"20270101\"|false",
        "from=\"192.*\",expiry-time=\"20260101\"|false",
        "from=\"192.*\",expiry-time=\"202611301201Z\"|true",
        "expiry-time=\"202611301200Z\"|false",
        "expiry-time=\"20261130120001Z\"|true",
        "expiry-time=\"20261201Z\"|true",
        "expiry-time=\"20261130Z\"|false",
        "expiry-time=\"20270101Z\",expiry-time=\"20260101Z\"|false",
        "expiry-time=\"20260101Z\",expiry-time=\"20270101Z\"|false",
      })
  void anEntryHolds(String options, boolean holds) {
    assertThat(holds(options + " " + PLAIN, "192.0.2.7", false)).isEqualTo(holds);
    assertThat(holds(options + ",verify-required " + CARD, "192.0.2.7", true)).isEqualTo(holds);
    assertThat(holds(options + ",verify-required " + CARD, "192.0.2.7", false)).isFalse();
  }

  @Test
  void anEntryOfAnotherKeyDoesNotHold() {
    assertThat(
            new KeyUse("SHA256:other", "192.0.2.7", true)
                .admits(
                    new Person(
                        Person.Role.ADMIN,
                        "",
                        "ops",
                        Person.Access.TYPE,
                        List.of(((KeyReader.Read.Key) KeyReader.read(PLAIN)).entry()),
                        List.of("*"),
                        "^Ec"),
                    NOON))
        .isFalse();
  }

  @Test
  void fromTwiceIsAFault() {
    assertThat(KeyReader.read("from=\"1.2.3.4\",from=\"*\" " + PLAIN))
        .isInstanceOf(KeyReader.Read.Bad.class);
  }
}

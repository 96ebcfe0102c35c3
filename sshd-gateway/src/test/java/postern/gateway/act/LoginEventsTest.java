package postern.gateway.act;

import static org.assertj.core.api.Assertions.assertThat;
import static postern.gateway.act.ActRig.ANN_ENTRY;
import static postern.gateway.act.ActRig.RITA;
import static postern.gateway.act.ActRig.RITA_ENTRY;
import static postern.gateway.act.ActRig.by;
import static postern.gateway.act.ActRig.fields;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.audit.EventKind;
import postern.audit.Outcome;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.SshEvents;

/** Logins, logouts and refusals: one event for each person that a login stands for. */
final class LoginEventsTest {
  private static final SshEvents.Handshake HANDSHAKE =
      new SshEvents.Handshake("curve25519-sha256", "aes256-gcm@openssh.com", "OpenSSH_9.2");

  @TempDir private Path dir;
  private ActRig rig;

  @BeforeEach
  void open() throws IOException {
    rig = ActRig.open(dir);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  private static Map<String, String> rita(String... more) {
    Map<String, String> about = by(RITA, more);
    about.put("tenant", "red");
    return about;
  }

  @Test
  void aLoginIsWrittenWithItsCiphersAndItsEndWithAReason() {
    Caller caller = new Caller("admin", RITA.use(), List.of(RITA_ENTRY));
    SshEvents logins = rig.acts().logins();
    logins.login(caller, HANDSHAKE);
    logins.disconnected(caller, "by the client");
    rig.assertWritten(
        EventKind.LOGIN,
        Outcome.OK,
        rita(
            "login", "admin",
            "kex", "curve25519-sha256",
            "cipher", "aes256-gcm@openssh.com",
            "client", "OpenSSH_9.2"));
    rig.assertWritten(
        EventKind.LOGOUT, Outcome.OK, rita("login", "admin", "reason", "by the client"));
  }

  @Test
  void theLoginNameIsOnlyInTheEventOfThePersonItWasMeantFor() {
    Caller caller = new Caller("web1", RITA.use(), List.of(RITA_ENTRY, ANN_ENTRY));
    rig.acts().logins().disconnected(caller, "by the client");
    Map<String, String> ann = by(RITA, "reason", "by the client");
    ann.put("person", "admin/ann");
    assertThat(rig.events(EventKind.LOGOUT))
        .containsExactly(
            new ActRig.Written("ok", rita("login", "web1", "reason", "by the client")),
            new ActRig.Written("ok", ann));
  }

  @Test
  void aRefusalBeforeLoginNamesTheKeyThatWasOffered() {
    rig.acts()
        .logins()
        .refused(
            new SshEvents.Refusal(
                Optional.empty(),
                "192.0.2.7",
                "web1",
                "SHA256:unknown",
                new SshEvents.Told("unknown key", 3)));
    rig.assertWritten(
        EventKind.REFUSED,
        Outcome.REFUSED,
        fields(
            "source", "192.0.2.7",
            "login", "web1",
            "key", "SHA256:unknown",
            "reason", "unknown key",
            "times", "3"));
  }

  @Test
  void aRefusalAfterLoginNamesThePerson() {
    Caller caller = new Caller("web1", RITA.use(), List.of(RITA_ENTRY));
    rig.acts()
        .logins()
        .refused(
            new SshEvents.Refusal(
                Optional.of(caller),
                "127.0.0.1",
                "web1",
                "",
                new SshEvents.Told("port forwarding", 1)));
    rig.assertWritten(
        EventKind.REFUSED, Outcome.REFUSED, rita("login", "web1", "reason", "port forwarding"));
  }
}

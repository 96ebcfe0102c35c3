package postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;

/** scp and sftp are refused with a hint what to use instead. */
@Tag("long")
@Timeout(120)
final class FileCopyTest {
  private static final String INSTEAD = "accepts no files; .*base64 FILE \\| ssh \\S+ send -";
  private static final String NOT_YET = "sftp and scp are not built yet; .*output MACHINE";

  @TempDir private static Path dir;
  private static FakeMachine web1;
  private static Gateway gateway;
  private static Path file;

  @BeforeAll
  static void open() throws IOException {
    web1 = FakeMachine.echoing(dir.resolve("web1"));
    file = Files.writeString(dir.resolve("file"), "some file\n");
    Site site = Site.in(dir);
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.admin("ada")
            + site.auditor("otto")
            + web1.entry("web1", "red"));
    gateway = Gateway.start(site);
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    web1.close();
  }

  @Test
  void tenantsAndAdminsAreToldWhatToUseInstead() {
    for (String login : List.of("web1", "list", "rita")) {
      refused("rita", INSTEAD, "sftp", login + "@127.0.0.1");
      refused("rita", INSTEAD, "scp", file.toString(), login + "@127.0.0.1:/tmp/x");
      refused("rita", INSTEAD, "scp", "-O", file.toString(), login + "@127.0.0.1:/tmp/x");
    }
    refused("rita", INSTEAD, "scp", "-O", "web1@127.0.0.1:/etc/passwd", file.toString());
    refused("ada", INSTEAD, "scp", "-O", file.toString(), "admin@127.0.0.1:/tmp/x");
    assertThat(web1.got()).isEmpty();
    assertThat(file).hasContent("some file\n");
  }

  @Test
  void auditorsAreToldThatItIsNotBuiltYet() {
    refused("otto", NOT_YET, "sftp", "audit@127.0.0.1");
    refused("otto", NOT_YET, "scp", "-O", "audit@127.0.0.1:x", dir.resolve("x").toString());
  }

  private static void refused(String key, String told, String program, String... words) {
    List<String> command = new ArrayList<>(List.of(program, "-F", "none", "-P", port()));
    for (String option :
        List.of(
            "BatchMode=yes",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "UserKnownHostsFile=" + gateway.knownHosts())) {
      command.addAll(List.of("-o", option));
    }
    command.addAll(List.of("-i", gateway.site().key(key).toString()));
    command.addAll(List.of(words));
    Program.Outcome outcome = Program.run(Duration.ofSeconds(30), command.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.toString()).isNotZero();
    assertThat(outcome.err()).as(outcome.toString()).containsPattern(told);
  }

  private static String port() {
    return "" + gateway.port();
  }
}

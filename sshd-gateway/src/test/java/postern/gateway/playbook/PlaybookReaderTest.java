package postern.gateway.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.gateway.config.Fault;
import postern.gateway.playbook.Playbook.Instruction;
import postern.gateway.playbook.Playbook.OnTimeout;
import postern.gateway.rig.Program;
import postern.gateway.work.Expression;

final class PlaybookReaderTest {
  private static final String OK = "[[step]]\nsend = \"x\\r\"\n";

  @TempDir private Path dir;

  @Test
  void readsEveryKindOfStepInOrder() throws IOException {
    Playbook playbook =
        read(
            """
            about = "all of it"
            limit = "2m"
            [[step]]
            name = "first"
            say = "hello"
            profile = "rescue"
            send = "root\\r"
            wait = '# $'
            timeout = "5s"
            on-timeout = "goto first"
            [[step]]
            if-seen = "x"
            power = "cycle"
            goto = "first"
            """);
    assertThat(playbook.limit()).isEqualTo(Duration.ofMinutes(2));
    List<Instruction> instructions = playbook.steps().getFirst().instructions();
    assertThat(instructions).hasSize(4);
    assertThat(instructions.get(0)).isEqualTo(new Instruction.Say("hello"));
    assertThat(instructions.get(1)).isEqualTo(new Instruction.Boot("rescue"));
    assertThat(instructions.get(2)).isEqualTo(new Instruction.Send("root\r"));
    Instruction.Wait waits = (Instruction.Wait) instructions.get(3);
    assertThat(waits.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(waits.onTimeout()).isEqualTo(new OnTimeout.Goto(0));
    assertThat(playbook.steps().get(1).next()).hasValue(0);
    assertThat(playbook.steps().get(1).ifSeen()).isPresent();
  }

  @Test
  void everyFaultIsReportedWithItsLine() throws IOException {
    String[][] table = {
      {"", "1", "there is no step"},
      {"about = 3\n" + OK, "1", "about in the playbook is of the wrong kind"},
      {OK + "sned = \"x\"\n", "3", "unknown key sned in step 1"},
      {OK + "[[step]]\n\nwait = \"(\"\n", "5", "wait is not a valid regular expression"},
      {OK + "[[step]]\n\nwait = \"(a{999}){999}\"\n", "5", "the expression is too large"},
      {OK + "wait = '(a)\\1'\n", "3", "without look-around and back references"},
      {OK + "[[step]]\nwait = 'x'\ntimeout = \"soon\"\n", "5", "not a length of time"},
      {OK + "on-timeout = \"fail\"\n", "3", "on-timeout without wait"},
      {OK + "wait = 'x'\non-timeout = \"stop\"\n", "4", "is not known"},
      {OK + "wait = 'x'\non-timeout = \"goto no\"\n", "4", "is not there"},
      {OK + "goto = \"no\"\n", "3", "is not there"},
      {OK + "power = \"up\"\n", "3", "power = \"up\" is not known"},
      {OK + "power = \"on\"\nprofile = \"x\"\n", "3", "power and profile"},
      {OK + "[[step]]\nname = \"a\"\n", "4", "does nothing"},
      {OK + "name = \"a\"\n[[step]]\nname = \"a\"\nsay = \"x\"\n", "5", "two steps have the name"},
      {"limit = \"1h\"\n" + OK, "1", "not a length of time"},
      {"step = 3\n", "1", "step in the playbook is of the wrong kind"},
      {"step = [1]\n", "1", "step contains a value that is not a table"},
      {"[[step]]\nsend = \"\"\n", "2", "send is empty"},
      {"[[step]\n", "1", "not TOML"},
    };
    for (String[] row : table) {
      Files.writeString(dir.resolve("a.toml"), row[0]);
      List<Fault> faults = new PlaybookFolder(dir).faults();
      assertThat(faults).as(row[0]).isNotEmpty();
      assertThat(faults.getFirst().text())
          .startsWith(dir.resolve("a.toml") + ":" + row[1] + ": ")
          .contains(row[2]);
    }
  }

  @Test
  void aFileWithABadNameOrTooLargeOrWithoutTextIsAFault() throws IOException {
    Files.writeString(dir.resolve("Not A Name.toml"), OK);
    Files.write(dir.resolve("large.toml"), new byte[70_000]);
    Files.write(dir.resolve("latin.toml"), new byte[] {(byte) 0xe9});
    Files.writeString(dir.resolve(".hidden.toml"), "nonsense");
    assertThat(new PlaybookFolder(dir).faults()).hasSize(3);
    assertThat(new PlaybookFolder(dir.resolve("nowhere")).all()).isEmpty();
  }

  @Test
  void thePlaybooksThatComeWithPosternHaveNoFaults() {
    PlaybookFolder ours = new PlaybookFolder(Program.checkout().resolve("playbooks"));
    assertThat(ours.faults()).isEmpty();
    assertThat(ours.all())
        .extracting(PlaybookFolder.Read::name)
        .containsExactly("firewall-open", "remount-rw", "root-shell");
  }

  @Test
  void theMatchBufferHasNoTerminalSequences() throws Expression.Fault {
    MatchBuffer said = new MatchBuffer();
    byte[] bytes =
        "\033[1;32mweb1\033[0m\033]0;title\007 lox\b \bgin: \033(B\r\nüx\007"
            .getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      said.add(ByteBuffer.wrap(new byte[] {b}));
    }
    assertThat(said.text()).isEqualTo("web1 login: \nüx");
    for (int i = 0; i < 200_000; i++) {
      said.add(ByteBuffer.wrap(new byte[] {'y'}));
    }
    assertThat(said.shows(Expression.compile("y$"), () -> false)).isTrue();
  }

  private Playbook read(String text) throws IOException {
    Files.writeString(dir.resolve("good.toml"), text);
    PlaybookFolder.Read read = new PlaybookFolder(dir).named("good").orElseThrow();
    assertThat(read.faults()).isEmpty();
    return read.playbook().orElseThrow();
  }
}

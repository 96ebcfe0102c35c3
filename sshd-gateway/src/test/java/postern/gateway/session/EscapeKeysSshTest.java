package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Escape commands, through the stock OpenSSH client in a terminal. */
final class EscapeKeysSshTest {
  @TempDir Path dir;
  private SessionRig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new SessionRig(dir);
    rig.machine.says("\r\nweb1 login: ");
    await().until(() -> rig.console.screen().lines().get(1).startsWith("web1 login:"));
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  private Tmux terminal(String login) throws Exception {
    return new Tmux(100, 30, rig.ssh("-tt", login));
  }

  private static void key(Tmux tmux, String... keys) throws Exception {
    tmux.keys("C-e", "c");
    tmux.keys(keys);
  }

  @Test
  void aHolderWhoIsAskedKeepsTypingAndSaysYes() throws Exception {
    try (Tmux alice = terminal("alice@127.0.0.1")) {
      alice.shows("you have the keyboard");
      try (Tmux bob = terminal("bob@127.0.0.1")) {
        bob.shows("red/alice has the keyboard");
        key(bob, "q");
        bob.shows("you asked red/alice for the keyboard");
        alice.shows("red/bob asks for the keyboard: ^Ecy gives it, ^EcN keeps it");
        alice.keys("y");
        await().until(() -> rig.machine.heard().equals("y"));
        key(alice, "N");
        bob.shows("red/alice keeps the keyboard");
        key(bob, "q");
        key(alice, "y");
        bob.shows("red/alice gave you the keyboard");
        alice.shows("you gave the keyboard to red/bob and watch now");
        key(alice, "q");
        alice.shows("you asked red/bob");
        key(bob, ".");
        bob.shows("status=0");
        alice.shows("you have the keyboard: red/bob left");
      }
    }
  }

  @Test
  void aMessageIsTypedAtTheBottomAndReachesEverybody() throws Exception {
    try (Tmux alice = terminal("alice@127.0.0.1");
        Tmux bob = terminal("bob@127.0.0.1")) {
      alice.shows("web1 login:");
      bob.shows("web1 login:");
      key(alice, "b");
      alice.shows("message to all here (Enter sends, Esc cancels):");
      rig.machine.says("said meanwhile ");
      bob.shows("said meanwhile");
      alice.keys("-l", "back in 5 minutez");
      alice.keys("BSpace", "s", "Enter");
      bob.shows("[postern: back in 5 minutes]");
      alice.shows("[postern: back in 5 minutes]");
      alice.shows("web1 login: said meanwhile");
      key(alice, "n");
      alice.shows("note into the record");
      alice.keys("Escape");
      alice.shows("[postern: not done]");
    }
    assertThat(rig.machine.heard()).isEmpty();
  }

  @Test
  void changesTheEscapeAndSendsAByteByItsDigits() throws Exception {
    rig.machine.echoes(false);
    try (Tmux alice = terminal("alice@127.0.0.1")) {
      alice.shows("web1 login:");
      key(alice, "e", "C-x", "x");
      alice.shows("the escape of this session is now ^Xx");
      alice.keys("C-e", "c", ".");
      alice.keys("C-x", "x", "\\", "0", "0", "4");
      await().until(() -> rig.machine.heard().equals("\5c.\4"));
      alice.keys("C-x", "x", "?");
      alice.shows("^Xx.  leave");
      alice.keys("C-x", "x", ".");
      alice.shows("status=0");
    }
  }

  @Test
  void sttyIsTypedAtAShellPromptOnly() throws Exception {
    rig.machine.echoes(false);
    try (Tmux alice = terminal("alice@127.0.0.1")) {
      alice.shows("web1 login:");
      assertThat(rig.console.screen().rows()).isEqualTo(30);
      key(alice, "t");
      alice.shows("no stty typed: the last line does not look like a shell");
      rig.machine.says("\r\nweb1:~# ");
      alice.shows("web1:~#");
      key(alice, "t");
      alice.shows("typed \"stty rows 30 cols 100\"");
    }
    assertThat(rig.machine.heard()).isEqualTo("stty rows 30 cols 100\r");
    assertThat(rig.console.screen().cols()).isEqualTo(100);
  }

  @Test
  void sysRqIsRefusedIfTheLineHasNoBreak() throws Exception {
    try (Tmux alice = terminal("alice@127.0.0.1")) {
      alice.shows("web1 login:");
      key(alice, "k", "h");
      alice.asks("press SysRq h on web1?");
      alice.keys("y");
      alice.shows("no SysRq: the line says");
    }
    assertThat(rig.machine.heard()).isEmpty();
  }

  @Test
  void aLockedKeyboardIsTakenOnlyWithAReason() throws Exception {
    rig.console.onRelease(new postern.mux.OnRelease.Lock());
    try (Tmux alice = terminal("alice@127.0.0.1")) {
      alice.shows("you have the keyboard");
      alice.keys("i", "d");
      alice.shows("login: id");
      bobUnlocksAfter(alice);
    }
  }

  private void bobUnlocksAfter(Tmux alice) throws Exception {
    try (Tmux bob = terminal("bob@127.0.0.1")) {
      bob.shows("login: id");
      key(alice, ".");
      alice.shows("status=0");
      key(bob, "a");
      bob.shows("the keyboard is locked: red/alice may still be logged in on web1");
      key(bob, "f");
      bob.shows("the keyboard is locked; your reason to take it");
      bob.keys("-l", "disk is full");
      bob.keys("Enter");
      bob.shows("red/bob took the keyboard by force: disk is full");
      bob.shows("you have the keyboard");
    }
  }
}

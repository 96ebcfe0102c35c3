package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ShellPromptTest {
  @Test
  void recognisesShellPromptsOnly() {
    String[] prompts = {
      "web1:~# ", "$ ", "# ", "[root@web1 ~]# ", "user@h:/tmp$", "host% ", "~ # "
    };
    for (String prompt : prompts) {
      assertThat(ShellPrompt.looksLike(prompt, prompt.length())).as(prompt).isTrue();
    }
    String[] others = {
      "", "web1 login: ", "Password: ", "web1:~# ls", "done 100%", "grub> ", "=> ", "> ", "(gdb) "
    };
    for (String other : others) {
      assertThat(ShellPrompt.looksLike(other, other.length())).as(other).isFalse();
    }
    assertThat(ShellPrompt.looksLike("web1:~# ", 3)).isFalse();
    assertThat(ShellPrompt.looksLike("web1:~# ", 30)).isFalse();
  }
}

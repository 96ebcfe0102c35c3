package postern.power;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KernelPanicTest {
  @Test
  void aPanicIsReportedAfterTheLineBeforeItWithoutTimeStamps() {
    String boot =
        """
        [    2.1] Run /init as init process
        [    2.670000] userspace - ptrace set fp regs failed, errno = 14
        [    2.670000] Kernel panic - not syncing: Attempted to kill init!
        [    2.670000] CPU: 0 PID: 1 Comm: init
        [    2.7] ---[ end Kernel panic - not syncing: Attempted to kill init! ]---
        """;
    assertThat(KernelPanic.in(boot.replace("\n", "\r\n")))
        .contains(
            "userspace - ptrace set fp regs failed, errno = 14; "
                + "Kernel panic - not syncing: Attempted to kill init!");
    assertThat(KernelPanic.in("Kernel panic - not syncing: x\n"))
        .contains("Kernel panic - not syncing: x");
    assertThat(KernelPanic.in("\r\n\r\nFatal trap 12: page fault while in kernel mode\r\n"))
        .contains("Fatal trap 12: page fault while in kernel mode");
  }

  @Test
  void anIncompleteLineAndAnOopsAreNotPanics() {
    assertThat(KernelPanic.in("Kernel panic - not syncing: VF")).isEmpty();
    assertThat(KernelPanic.in("BUG: unable to handle\nOops: 0002 [#1]\nno panic here\n")).isEmpty();
  }

  @Test
  void theMessageIsPrintableAndLimited() {
    assertThat(
            KernelPanic.in(
                "\033[2J\nKernel panic - not syncing: \033[31m\007" + "x".repeat(9_000) + "\n"))
        .hasValueSatisfying(said -> assertThat(said).hasSize(200).matches("[ -~]+"));
  }
}

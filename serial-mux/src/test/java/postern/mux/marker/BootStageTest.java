package postern.mux.marker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootStageTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SeaBIOS (version 1.16.2) | FIRMWARE",
        "coreboot-4.22 Mon | FIRMWARE",
        "U-Boot SPL 2024.01 | FIRST_LOADER",
        "iPXE (http://ipxe.org) 00:03.0 | NETWORK",
        "iPXE 1.21.1 | NETWORK",
        "GNU GRUB  version 2.06 | LOADER",
        "GNU GRUB    version 2.06 | LOADER",
        "U-Boot 2024.01 (Jan 1) | LOADER",
        "Booting `Debian GNU/Linux' | HANDED_OVER",
        "[    0.000000] Linux version 6.1.0 (x@y) | KERNEL",
        "FreeBSD 14.0-RELEASE #0 | KERNEL",
      })
  void aStageIsAnnouncedAtTheStartOfALine(String line, BootStage stage) {
    assertThat(BootStage.announcedBy(line)).contains(stage);
    assertThat(BootStage.announcedBy("  " + line)).contains(stage);
    assertThat(BootStage.announcedBy("it said: " + line)).isEmpty();
  }

  @Test
  void theKernelIsConfirmedByWhatItPrintsNext() {
    assertThat(BootStage.confirmsKernel("[    0.000000] Kernel command line: ro")).isTrue();
    assertThat(BootStage.confirmsKernel("Copyright (c) 1992-2023 The FreeBSD Project.")).isTrue();
    assertThat(BootStage.confirmsKernel("root@web1:~#")).isFalse();
  }
}

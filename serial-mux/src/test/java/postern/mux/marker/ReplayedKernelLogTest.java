package postern.mux.marker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text before a kernel that starts, and before one whose log is displayed. */
final class ReplayedKernelLogTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "web1:~# dmesg\r\n",
        "web1:~# dmesg\r\n[    0.000000] ",
        "web1:~# dmesg | less\r\n\33[?1049h\33[1;1H[    0.000000] ",
        "web1:~# cat /proc/version\r\n",
        "# zcat /var/log/messages.1.gz | head\r\n\r\n",
        "-- Boot 0123 --\r\nNov 27 10:00:00 web1 kernel: ",
        "x\nNov 27 10:00:00 web1 kernel: [    0.000000] ",
        "dmesg\n",
        "END-42\r\nweb1:~# \33[6ndmesg | head -400\r\n[    0.000000] ",
        "\33]0;web1: ~\7\33[01;32mroot@web1\33[00m:~# \33[0mdmesg\r\n[    0.000000] ",
        "\33]0;web1: ~\33\\\33(B\33[mdmesg\r\n",
        "# dmes\b \b\b \besg\r\n[    0.000000] ",
        "# dmesh\b\33[Jg\r\n",
      })
  void recognisesADisplayedLog(String before) {
    assertThat(ReplayedKernelLog.isFollowing(before)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n\r\n",
        "[    0.000000] ",
        "web1:~# [    0.000000] ",
        "web1:~# dmesg\r\nusbcore: registered\r\nweb1:~# reboot\r\n",
        "web1:~# dmesg\r\nnothing\r\n[   12.345678] reboot: Restarting system\r\n",
        "Booting `Debian GNU/Linux'\r\n\r\nLoading Linux 6.1.0 ...\r\n",
        "web1:~# reboot -f\r\n",
        "web1:~# \33[6nreboot -f\r\n",
        "web1:~# dmesg\b\33[J\b\33[J\b\33[Jreboot\r\n",
        "\b\b \b\33[\33]0;\r\n",
      })
  void recognisesAStart(String before) {
    assertThat(ReplayedKernelLog.isFollowing(before)).isFalse();
  }
}

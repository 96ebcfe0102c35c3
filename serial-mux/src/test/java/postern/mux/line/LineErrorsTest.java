package postern.mux.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import postern.mux.LineAddress;

class LineErrorsTest {
  private static final LineAddress AT = new LineAddress.UnixSocket(Path.of("/run/web1"));

  private static String socket(String said) {
    return LineErrors.words(AT, new SocketException(said));
  }

  @Test
  void eachSocketErrorHasItsOwnWords() {
    assertThat(socket("No such file or directory"))
        .isEqualTo("unix:/run/web1: there is no socket at this path yet");
    assertThat(socket("Permission denied")).contains("permission denied; the gateway's account");
    assertThat(socket("Connection refused")).contains("nothing listens there");
    assertThat(socket("Connection reset by peer")).contains("the far end broke");
    assertThat(LineErrors.words(AT, new FileNotFoundException())).contains("no socket at this");
    assertThat(socket("connect(..) failed with error(-24): Too many open files"))
        .isEqualTo("unix:/run/web1: Too many open files");
    assertThat(socket("Network is unreachable")).contains("no route");
    assertThat(LineErrors.words(AT, new IOException("odd"))).isEqualTo("unix:/run/web1: odd");
  }

  @Test
  void eachPortErrorHasItsOwnWords() {
    assertThat(LineErrors.words("pty:/x", 13)).contains("permission denied");
    assertThat(LineErrors.words("pty:/x", 2)).contains("no such device");
    assertThat(LineErrors.words("pty:/x", 11)).contains("busy");
    assertThat(LineErrors.words("pty:/x", 16)).contains("busy");
    assertThat(LineErrors.words("pty:/x", 25)).contains("not a terminal");
    assertThat(LineErrors.words("pty:/x", 99)).contains("error 99");
  }
}

package postern.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import postern.gateway.ssh.SessionChannel;

/** A terminal of 60x20 that shows a screen of 80x24. */
final class SmallTerminalTest extends SessionTestBase {
  private static final String TOLD = "screen 80x24, you see the part round the cursor";

  private void start() {
    channel = new FakeChannel(new SessionChannel.Terminal("xterm", 20, 60));
    start("");
  }

  @Test
  void inLineModeTheSizeIsToldOnceAndLinesPassUnchanged() {
    start();
    channel.shows("web1 login: ").shows(TOLD);
    console.says("a line\r\n");
    channel.shows("a line\r\n");
    channel.types("\5cr");
    channel.shows("<part 60x20 ");
    assertThat(channel.out().split(TOLD, -1)).hasSize(2);
  }

  @Test
  void aFullScreenProgramIsPaintedInsteadOfItsBytes() {
    console.view = new FakeScreen(false, List.of("vi"));
    start();
    channel.shows("<part 60x20 vi>").shows("; ^Ec? help, ^Ec. leave]");
    console.view = new FakeScreen(false, List.of("vi", "~"));
    console.says("\33[2;1H~");
    channel.shows("<part 60x20 vi|~>");
    assertThat(channel.out()).doesNotContain("\33[2;1H~");
    channel.types("j");
    channel.shows(TOLD);
    console.view = new FakeScreen(true, List.of("$ "));
    console.says("\33[?1049l");
    channel.shows("<part 60x20 $ >");
    console.says("plain");
    channel.shows("plain");
    channel.types("k");
    await().until(() -> console.typed.toString().equals("jk"));
    assertThat(channel.out().split(TOLD, -1).length).isLessThan(4);
  }

  @Test
  void aNoticeStaysOverTheScreenUntilAKey() {
    console.view = new FakeScreen(false, List.of("vi"));
    start();
    channel.shows("<part 60x20 vi>");
    channel.types("j");
    channel.shows(TOLD);
    channel.types("k\5cw");
    channel.shows("[postern: here now]");
    int paints = channel.out().split("<part", -1).length;
    console.view = new FakeScreen(false, List.of("changed"));
    console.says("x");
    await()
        .during(300, TimeUnit.MILLISECONDS)
        .until(() -> channel.out().split("<part", -1).length == paints);
    channel.types("j");
    channel.shows("<part 60x20 changed>");
  }

  @Test
  void withRawOnlyBytesPassAndTheSizeIsToldOnStandardError() {
    console.view = new FakeScreen(false, List.of("vi"));
    channel = new FakeChannel(new SessionChannel.Terminal("xterm", 20, 60));
    start("raw");
    channel.tells("screen 80x24, larger than your terminal");
    console.says("\33[2;1H~");
    channel.shows("\33[2;1H~");
    assertThat(channel.out()).doesNotContain("<part");
  }
}

package postern.mux.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalRepliesTest {
  /** Replies in brackets, as one line. */
  private static String split(String... pieces) {
    TerminalReplies replies = new TerminalReplies();
    StringBuilder all = new StringBuilder();
    TerminalReplies.Kind kind = TerminalReplies.Kind.TYPED;
    for (int i = 0; i <= pieces.length; i++) {
      var runs =
          i == pieces.length
              ? replies.flush()
              : replies.split(ByteBuffer.wrap(ScreenCase.bytes(pieces[i])));
      for (TerminalReplies.Run run : runs) {
        if (run.kind() != kind) {
          all.append(run.kind() == TerminalReplies.Kind.REPLY ? '<' : '>');
          kind = run.kind();
        }
        all.append(StandardCharsets.ISO_8859_1.decode(run.bytes().duplicate()));
      }
    }
    return all.toString().replace('\033', '^');
  }

  private static void everywhere(String input, String wanted) {
    assertThat(split(input)).isEqualTo(wanted);
    for (int cut = 1; cut < input.length(); cut++) {
      assertThat(split(input.substring(0, cut), input.substring(cut))).isEqualTo(wanted);
    }
    assertThat(split(input.split("", -1))).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[24;80R",
        "^[1;1R",
        "^[1;17R",
        "^[?24;80;1R",
        "^[?64;1;2c",
        "^[>41;367;0c",
        "^[?6c",
        "^[0n",
        "^[3n",
        "^[?13n",
        "^[?2004;1$y",
        "^[4;2$y",
        "^[?1u",
        "^[8;24;80t",
        "^[2;1;1;112;112;1;0x",
        "^[I",
        "^[O",
        "^]11;rgb:0000/0000/0000^\\",
        "^]11;rgb:0/0/0\007",
        "^P1$r0m^\\",
        "^P>|XTerm(379)^\\",
        "^_Gi=1;OK^\\"
      })
  void terminalRepliesAreNotTyped(String reply) {
    everywhere("a" + reply + "b", "a<" + reply + ">b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ls -l\r",
        "^[A",
        "^OA",
        "^OR",
        "^[1;5A",
        "^[1;5R",
        "^[1;2R",
        "^[R",
        "^[3~",
        "^[15;2~",
        "^[Z",
        "^x",
        "^^",
        "^[200~pasted ^[I ^]x\007^[201~",
        "^[<0;10;10M",
        "^[<0;10;10m",
        "^[M !!",
        "^[32;10;10M",
        "^]ls\r",
        "^Pls\r",
        "^[97;5u",
        "\003\004\t\177"
      })
  void keysMouseAndPastesAreTyped(String keys) {
    everywhere("a" + keys + "b", "a" + keys + "b");
  }

  @Test
  void aReplyIsFoundBehindAPaste() {
    everywhere("^[200~x^[201~^[3;4R", "^[200~x^[201~<^[3;4R");
  }

  @Test
  void aLoneEscapeWaitsAndIsTypedWhenFlushed() {
    TerminalReplies replies = new TerminalReplies();
    assertThat(replies.split(ByteBuffer.wrap(new byte[] {0x1b}))).isEmpty();
    assertThat(replies.pending()).isEqualTo(1);
    assertThat(replies.flush().getFirst().kind()).isEqualTo(TerminalReplies.Kind.TYPED);
    assertThat(replies.pending()).isZero();
  }

  @Test
  void pendingBytesAreBoundedAndNothingIsLost() {
    TerminalReplies replies = new TerminalReplies();
    Random random = new Random(1);
    long in = 0;
    long out = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      for (int k = 0; k < bytes.length; k++) {
        String likely = "\033[]P?;19RcIO$y";
        bytes[k] =
            (byte)
                (random.nextInt(9) == 0
                    ? random.nextInt(256)
                    : likely.charAt(random.nextInt(likely.length())));
      }
      in += bytes.length;
      for (TerminalReplies.Run run : replies.split(ByteBuffer.wrap(bytes))) {
        out += run.bytes().remaining();
      }
      assertThat(replies.pending()).isLessThan(4_096);
    }
    assertThat(out + replies.pending()).isEqualTo(in);
    assertThat(split("^]" + "x".repeat(5_000) + "\007"))
        .isEqualTo("^]" + "x".repeat(5_000) + "\007");
  }
}

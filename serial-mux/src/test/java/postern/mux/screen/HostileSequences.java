package postern.mux.screen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What must not reach a person's terminal: each with an "a" before and a "b" after it. {@code ^}
 * stands for ESC. Sources: xterm's ctlseqs, kitty's and iTerm2's protocol pages, the CVEs on
 * reports that type (2003-0063, 2008-2383, 2022-45063, 2022-45872, 2024-38396).
 */
final class HostileSequences {
  /** Separated by spaces; {@code _} stands for a space. */
  static final String USEFUL =
      "^7 ^8 ^= ^> ^D ^E ^H ^M ^N ^O ^c ^n ^o ^\\ ^(0 ^(B ^)0 ^*B ^+A ^#8 ^[m ^[0;1;31m ^[38;5;12m"
          + " ^[48;2;1;2;3m ^[38:2::1:2:3m ^[4:3m ^[H ^[2;3H ^[5A ^[B ^[3C ^[D ^[E ^[F ^[7G ^[2d ^[3e"
          + " ^[3a ^[4` ^[2;2f ^[J ^[1J ^[2J ^[K ^[1K ^[2K ^[?J ^[?2K ^[@ ^[3P ^[4X ^[L ^[2M ^[S ^[2T"
          + " ^[3b ^[I ^[Z ^[g ^[3g ^[2;20r ^[r ^[s ^[u ^[4h ^[4l ^[20h ^[?1h ^[?5l ^[?6h ^[?7l"
          + " ^[?12h ^[?25l ^[?25h ^[?47h ^[?66h ^[?1000h ^[?1002h ^[?1003l ^[?1004h ^[?1005h"
          + " ^[?1006h ^[?1015l ^[?1047h ^[?1048l ^[?1049h ^[?2004h ^[?1;7;25h ^[c ^[0c ^[>c ^[5n"
          + " ^[6n ^[!p ^[1\"q ^[3_q é 漢 😀";

  private static final String STRINGS =
      "0;t 1;t 2;t 3;WM_NAME=x 4;1;? 5;0;? 7;file://h/ 8;;http://x 9;note 10;? 11;? 12;? 13;? 17;?"
          + " 19;? 21;t 22;pointer 46;/tmp/log 50;#-1 50;? 51;E 52;c;cm0gLXJm 52;c;? 52;p;? 60 61"
          + " 99;i=1:x 104 110 133;A 176;x 633;A 777;notify;a;b 1337;File=name=eA==:AA==;AA"
          + " 1337;RequestUpload=format=tgz 1337;CopyToClipboard=x 1337;StealFocus 5522;x I;x l;x L;x";

  private static final String DEVICE_STRINGS =
      "P$qm P$q\"p P$qr P+q544e P+p636f P1$tx P0;1|17/17 P>|x P=1s P1000p P0q#0;2;0;0;0 P{x P!|x"
          + " P!{x Ptmux;x Pzz _Gi=1,a=q;AA _Gi=31,s=1,v=1,a=T,t=f;L2V0Yw== _x ‸x Xx ktitle";

  private static final String COMMANDS =
      "1t 2t 3;0;0t 4;9;9t 5t 6t 7t 8;50;200t 9;1t 10;1t 11t 13t 14t 14;2t 15t 16t 18t 19t 20t 21t"
          + " 22t 22;0t 23t 23;2t 24t >1t >2;3T $r 1;1;5;5;1$r 1;1;5;5;1$t 1;1;2;2;1;1;1;1$v"
          + " 65;1;1;2;2$x 1;1;2;2$z 1;1;2;2${ 1;1;1;1;2;2*y 5*y 2*x 0*| $} $~ 1$w 2$w 2$u 1;2$u"
          + " 4$p ?1$p ?2004$p ?1049$p >q >0q >4;2m >4m >4n >1p >2p ?4m ?u >1u >31u =1u =5;1u <u <1u"
          + " i 0i 1i 4i 5i ?1i ?4i ?5i ?10i ?11i 3J ?3J 7n 8n ?6n ?15n ?25n ?26n ?53n ?55n ?56n ?62n"
          + " ?63n ?75n ?996n 1c =c >1c ?1c x 0x 1x 2;1y 4;1;1y 0q 1q 2h 2l 12h 12l 3h 7h ?2h ?2l ?3h"
          + " ?3l ?4h ?8h ?8l ?9999h ?18h ?19h ?30h ?34h ?35h ?38h ?40h ?41h ?42h ?44h ?45h ?46h ?46l"
          + " ?67h ?69h ?80h ?95h ?1001h ?1007h ?1010h ?1011h ?1016h ?1034h ?1035h ?1036h ?1037h"
          + " ?1039h ?1040h ?1041h ?1042h ?1043h ?1044h ?1046h ?1050h ?1051h ?1052h ?1053h ?1060h"
          + " ?1061h ?1070h ?2001h ?2002h ?2003h ?2005h ?2006h ?2026h ?2027h ?2031h ?2048h ?5522h"
          + " ?7727h ?8452h ?9001h ?1s ?1r ?1049s ?1049r 1;5s 1u 1;1;1;1;1T ?1;1;0S ?1;3;0S &q &u"
          + " 1;2'z 1'{ 1'w '| 2'| 2'} 2'~ #p #{ #} #q #Q #R #P 2_@ 2_A 1_p 3_t 3_u 65;2_v 61\"p"
          + " 65;1\"p 1\"v !q 99999b 99999999999@ 70000;1H W 2W N O Q U V Y \\ ] o v w | } ~ {";

  private static final String ESCAPES =
      "Z l m | } ~ 6 9 1 2 3 4 5 < : ; ? F G I J K L Q R S T U V W Y a b d e f g h i j p q r s t u v"
          + " w x y z _F _G %@ %G %/F _L (K (5 (%5 )< *E -A .A /A #3 #4 #5 #6 \"x $B $(B &x 'x !x";

  private HostileSequences() {}

  /**
   * @param left what the filter lets through
   */
  record Hostile(String wire, String left) {
    byte[] bytes() {
      return wire.getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  static List<Hostile> all() {
    List<Hostile> all = new ArrayList<>();
    for (String osc : STRINGS.split(" ", -1)) {
      String swallowed = osc.replace('_', ' ');
      add(all, "^]" + swallowed + "\007");
      add(all, "^]" + swallowed + "^\\");
      add(all, "\u009d" + swallowed + "\u009c");
    }
    for (String string : DEVICE_STRINGS.split(" ", -1)) {
      add(all, "^" + string + "^\\");
      add(all, "^" + string + "\r\t^\\");
    }
    for (String command : COMMANDS.split(" ", -1)) {
      add(all, "^[" + command.replace('_', ' '));
      add(all, "\u009b" + command.replace('_', ' '));
    }
    for (String escape : ESCAPES.split(" ", -1)) {
      add(all, "^" + escape.replace('_', ' '));
    }
    for (int c1 = 0x80; c1 < 0xa0; c1++) {
      if ("\u0090\u0098\u009b\u009d\u009e\u009f".indexOf(c1) < 0) {
        add(all, Character.toString(c1));
      }
      all.add(new Hostile("a" + (char) c1 + "b", "ab"));
    }
    for (String c0 :
        "\000 \001 \002 \003 \004 \005 \006 \020 \021 \022 \023 \024 \025 \026 \027 \177"
            .split(" ", -1)) {
      add(all, c0);
    }
    add(all, "^]0;" + "x".repeat(200) + "\007");
    add(all, "^P" + "1;".repeat(100) + "q^\\");
    add(all, "^[?1\005;1049;2026;31\0001$p");
    return all;
  }

  private static void add(List<Hostile> all, String sequence) {
    byte[] bytes = ScreenCase.bytes("a" + sequence + "b");
    all.add(new Hostile(new String(bytes, StandardCharsets.ISO_8859_1), "ab"));
  }
}

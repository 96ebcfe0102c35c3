package postern.mux.screen;

import static postern.mux.screen.ScreenCase.raw;
import static postern.mux.screen.ScreenCase.shows;

import java.util.ArrayList;
import java.util.List;

/**
 * What terminals do, as xterm's ctlseqs, DEC's VT220 and VT510 manuals, ECMA-48 and Unicode say.
 * Cursor places are 0-based.
 */
final class ScreenCases {
  private ScreenCases() {}

  static List<ScreenCase> all() {
    List<ScreenCase> all = new ArrayList<>();
    all.addAll(printing());
    all.addAll(moving());
    all.addAll(erasing());
    all.addAll(scrolling());
    all.addAll(tabs());
    all.addAll(looks());
    all.addAll(savingAndAlternate());
    all.addAll(charsetsAndModes());
    all.addAll(characters());
    all.addAll(swallowing());
    return all;
  }

  private static List<ScreenCase> printing() {
    return List.of(
        shows("printing moves right", "abc", "abc|||", 0, 3),
        shows("CR LF begin a new line", "ab\r\ncd", "ab|cd||", 1, 2),
        shows("LF alone keeps the column", "ab\ncd", "ab|  cd||", 1, 4),
        shows("VT and FF are as LF", "a\013b\014c", "a| b|  c|", 2, 3),
        shows("the last column leaves the wrap pending", "0123456789", "0123456789|||", 0, 9),
        shows("the next character wraps first", "0123456789a", "0123456789|a||", 1, 1),
        shows("CR takes a pending wrap back", "0123456789\rX", "X123456789|||", 0, 1),
        shows("BS from a pending wrap", "0123456789\bX", "01234567X9|||", 0, 9),
        shows("a cursor move takes a pending wrap back", "0123456789^[AX", "012345678X|||", 0, 9),
        shows("SGR leaves a wrap pending", "0123456789^[1mX", "0123456789|X||", 1, 1)
            .looks(1, 0, "bold"),
        shows("wrapping at the bottom scrolls", "^[4;1H0123456789X", "||0123456789|X", 3, 1),
        shows("DECAWM off overwrites the last column", "^[?7l0123456789abc", "012345678c|||", 0, 9),
        shows("DECAWM off and on again", "^[?7l0123456789a^[?7hbc", "012345678b|c||", 1, 1),
        shows("BS stops at the left", "a\b\b\bX", "X|||", 0, 1),
        shows("LF at the bottom scrolls", "a^[4;1Hb\n", "||b|", 3, 1),
        shows("LNM makes LF begin a line", "^[20hab\ncd^[20l\ne", "ab|cd|  e|", 2, 3),
        shows("IRM pushes to the right", "abcdef\r^[4hXY^[4lZ", "XYZbcdef|||", 0, 3),
        shows("IRM pushes off the edge", "0123456789^[1;5H^[4hX", "0123X45678|||", 0, 5),
        shows("REP repeats", "ab^[3b", "abbbb|||", 0, 5),
        shows("REP wraps", "12345678x^[3b", "12345678xx|xx||", 1, 2),
        shows("REP after a control does nothing", "a\b^[3bX", "X|||", 0, 1),
        shows("REP after SGR does nothing", "a^[m^[3bX", "aX|||", 0, 2),
        shows("REP of a wide character", "漢^[2b", "漢漢漢|||", 0, 6),
        shows("REP in insert mode", "abc\r^[4hx^[2b", "xxxabc|||", 0, 3),
        shows("NUL and DEL show nothing", "a\000\177b", "ab|||", 0, 2),
        shows("NEL", "ab^Ecd", "ab|cd||", 1, 2),
        shows("IND", "ab^Dcd", "ab|  cd||", 1, 4),
        shows("RI", "ab\n^Mcd", "abcd|||", 0, 4),
        shows(
            "DECALN fills and goes home",
            "^[2;3r^#8",
            "E".repeat(10) + ("|" + "E".repeat(10)).repeat(3),
            0,
            0));
  }

  private static List<ScreenCase> moving() {
    return List.of(
        shows("CUP counts from 1", "^[2;3HX", "|  X||", 1, 3),
        shows("CUP without parameters is home", "abc^[HX", "Xbc|||", 0, 1),
        shows("CUP cuts to the screen", "^[99;99HX", "|||         X", 3, 9),
        shows("CUP with 0 is as 1", "^[0;0HX", "X|||", 0, 1),
        shows("HVP as CUP", "^[3;2fX", "|| X|", 2, 2),
        shows("CUU CUD CUF CUB", "^[3;5H^[2A^[B^[3C^[2DX", "|     X||", 1, 6),
        shows("CUF stops at the edge", "^[99CX", "         X|||", 0, 9),
        shows("CUU stops at the top", "^[3;1H^[99AX", "X|||", 0, 1),
        shows("CUU stops at the top margin", "^[2;3r^[3;1H^[9AX", "|X||", 1, 1),
        shows("CUU above the margin goes to the top", "^[3;4r^[2;1H^[9AX", "X|||", 0, 1),
        shows("CUD stops at the bottom margin", "^[2;3r^[2;1H^[9BX", "||X|", 2, 1),
        shows("CUD below the margin goes to the bottom", "^[1;2r^[3;1H^[9BX", "|||X", 3, 1),
        shows("CNL and CPL go to column 1", "^[2;5H^[EX^[2FY", "Y||X|", 0, 1),
        shows("CHA and HPA", "abc^[2GX^[6`Y", "aXc  Y|||", 0, 6),
        shows("HPR and VPR", "^[3aX^[2eY", "   X||    Y|", 2, 5),
        shows("VPA keeps the column", "ab^[3dX", "ab||  X|", 2, 3),
        shows("DECOM counts from the margin", "^[2;3r^[?6h^[1;1HX", "|X||", 1, 1),
        shows("DECOM keeps inside the margins", "^[2;3r^[?6h^[9;1HX", "||X|", 2, 1),
        shows("DECOM and VPA", "^[2;4r^[?6h^[2dX", "||X|", 2, 1),
        shows("DECOM off goes home", "^[2;3r^[?6h^[?6lX", "X|||", 0, 1),
        shows("SCOSC and SCORC", "ab^[scd^[uX", "abXd|||", 0, 3),
        shows("controls work inside a sequence", "ab^[2\b;2HX", "ab| X||", 1, 2),
        shows("huge parameters are cut", "^[99999999999999999999;3HX", "|||  X", 3, 3));
  }

  private static List<ScreenCase> erasing() {
    String full = "aaaaaaaaaa\r\nbbbbbbbbbb\r\ncccccccccc\r\ndddddddddd^[2;4H";
    return List.of(
        shows("EL 0", full + "^[K", "aaaaaaaaaa|bbb|cccccccccc|dddddddddd", 1, 3),
        shows(
            "EL 1 takes the cursor's cell",
            full + "^[1K",
            "aaaaaaaaaa|    bbbbbb|cccccccccc|dddddddddd",
            1,
            3),
        shows("EL 2", full + "^[2K", "aaaaaaaaaa||cccccccccc|dddddddddd", 1, 3),
        shows("ED 0", full + "^[J", "aaaaaaaaaa|bbb||", 1, 3),
        shows("ED 1", full + "^[1J", "|    bbbbbb|cccccccccc|dddddddddd", 1, 3),
        shows("ED 2 leaves the cursor", full + "^[2J", "|||", 1, 3),
        shows(
            "ED 3 is the scrollback's",
            full + "^[3J",
            "aaaaaaaaaa|bbbbbbbbbb|cccccccccc|dddddddddd",
            1,
            3),
        shows("ECH", full + "^[3X", "aaaaaaaaaa|bbb   bbbb|cccccccccc|dddddddddd", 1, 3),
        shows("ICH", "abcdef^[1;3H^[2@X", "abX cdef|||", 0, 3),
        shows("DCH", "abcdef^[1;3H^[2PX", "abXf|||", 0, 3),
        shows("DCH more than there is", "abcdef^[1;3H^[99P", "ab|||", 0, 2),
        shows("IL goes to column 1", full + "^[LX", "aaaaaaaaaa|X|bbbbbbbbbb|cccccccccc", 1, 1),
        shows("DL", full + "^[M", "aaaaaaaaaa|cccccccccc|dddddddddd|", 1, 0),
        shows(
            "IL inside margins",
            full + "^[1;3r^[2;4H^[L",
            "aaaaaaaaaa||bbbbbbbbbb|dddddddddd",
            1,
            0),
        shows(
            "IL outside margins does nothing",
            full + "^[3;4r^[2;4H^[L",
            "aaaaaaaaaa|bbbbbbbbbb|cccccccccc|dddddddddd",
            1,
            3),
        shows("erasing keeps the background only", "^[1;31;44m^[K^[mX", "X|||", 0, 1)
            .looks(0, 5, "bg=4")
            .looks(0, 0, ""),
        shows("EL takes a pending wrap back", "0123456789^[KX", "012345678X|||", 0, 9),
        shows("DECSEL leaves protected cells", "ab^[1\"qcd^[0\"qef\r^[?2K", "  cd|||", 0, 0),
        shows("DECSED leaves protected cells", "^[1\"qab^[2\"q\r\ncd^[?2J", "ab|||", 1, 2),
        shows("EL erases protected cells", "^[1\"qab\r^[K", "|||", 0, 0));
  }

  private static List<ScreenCase> scrolling() {
    String rows = "a\r\nb\r\nc\r\nd";
    return List.of(
        shows("SU", rows + "^[S", "b|c|d|", 3, 1),
        shows("SD", rows + "^[2T", "||a|b", 3, 1),
        shows("SD by its ECMA final", rows + "^[‸", "|a|b|c", 3, 1),
        shows("SU inside margins", rows + "^[2;3r^[S", "a|c||d", 0, 0),
        shows("SU by more than there is", rows + "^[99S", "|||", 3, 1),
        shows("LF at the bottom margin", rows + "^[2;3r^[3;1H\nX", "a|c|X|d", 2, 1),
        shows("LF below the margin does not scroll", rows + "^[1;2r^[4;1H\nX", "a|b|c|X", 3, 1),
        shows("RI at the top margin", rows + "^[2;3r^[2;1H^MX", "a|X|b|d", 1, 1),
        shows("DECSTBM goes home", rows + "^[2;3rX", "X|b|c|d", 0, 1),
        shows("DECSTBM of one row is refused", rows + "^[2;2rX", "a|b|c|dX", 3, 2),
        shows(
            "DECSTBM without parameters is the whole", rows + "^[2;3r^[r^[4;1H\n", "b|c|d|", 3, 0),
        shows("scrolled in rows have the background", "^[42m^[S^[m", "|||", 0, 0)
            .looks(3, 9, "bg=2"),
        shows(
            "mouse highlighting is not SD",
            rows + "^[1;2;3;4;5T",
            rows.replace("\r\n", "|"),
            3,
            1));
  }

  private static List<ScreenCase> tabs() {
    return List.of(
        shows("HT goes to every eighth", "a\tb", "a       b|||", 0, 9),
        shows("HT stops at the edge", "\t\t\tX", "         X|||", 0, 9),
        shows("HTS", "^[1;4H^H\r\tX", "   X|||", 0, 4),
        shows("HTS as U+0088", "^[1;4H\u0088\r\tX", "   X|||", 0, 4),
        shows("TBC 0", "^[1;9H^[g\r\tX", "         X|||", 0, 9),
        shows("TBC 3", "^[3g^[1;3H^H\r\tX\tY", "  X      Y|||", 0, 9),
        shows("CHT", "^[3g^[1;3H^H^[1;5H^H\r^[2IX", "    X|||", 0, 5),
        shows("CBT", "^[1;10H^[ZX", "        X|||", 0, 9),
        shows("CBT stops at the left", "ab^[9ZX", "Xb|||", 0, 1),
        shows("DECST8C", "^[3g^[?5W\tX", "        X|||", 0, 9));
  }

  private static List<ScreenCase> looks() {
    return List.of(
        shows("SGR attributes", "^[1;2;3;4;5;7;8;9mX", "X|||", 0, 1)
            .looks(0, 0, "bold faint italic underline blink inverse hidden struck"),
        shows("SGR resets one by one", "^[1;3;4;5;7;8;9m^[22;23;24;25;27;28;29mX", "X|||", 0, 1)
            .looks(0, 0, ""),
        shows("SGR 0 and none", "^[1m^[0mX^[1m^[mY", "XY|||", 0, 2).looks(0, 0, "").looks(0, 1, ""),
        shows("SGR colours", "^[31;42mX^[39mY^[49mZ", "XYZ|||", 0, 3)
            .looks(0, 0, "fg=1 bg=2")
            .looks(0, 1, "bg=2")
            .looks(0, 2, ""),
        shows("SGR bright colours", "^[91;107mX", "X|||", 0, 1).looks(0, 0, "fg=9 bg=f"),
        shows("SGR 256 colours", "^[38;5;200;48;5;17mX", "X|||", 0, 1).looks(0, 0, "fg=c8 bg=11"),
        shows("SGR 256 colours with colons", "^[38:5:200;1mX", "X|||", 0, 1)
            .looks(0, 0, "bold fg=c8"),
        shows("SGR true colour", "^[38;2;1;2;3;1mX", "X|||", 0, 1).looks(0, 0, "bold fg=1010203"),
        shows("SGR true colour with colons", "^[48:2:1:2:3mX", "X|||", 0, 1)
            .looks(0, 0, "bg=1010203"),
        shows("SGR true colour with a colour space", "^[48:2::1:2:3;4mX", "X|||", 0, 1)
            .looks(0, 0, "underline bg=1010203"),
        shows("SGR 4:3 and 4:0", "^[4:3mX^[4:0mY", "XY|||", 0, 2)
            .looks(0, 0, "underline")
            .looks(0, 1, ""),
        shows("SGR underline colour is passed over", "^[58;5;1;1mX^[58:2::1:2:3;3mY", "XY|||", 0, 2)
            .looks(0, 0, "bold")
            .looks(0, 1, "bold italic"),
        shows("SGR 21 underlines twice", "^[21mX", "X|||", 0, 1).looks(0, 0, "underline"),
        shows("SGR with too many parameters", "^[" + "0;".repeat(40) + "1mX", "X|||", 0, 1)
            .looks(0, 0, ""),
        shows("modifyOtherKeys is no SGR", "^[>4;2mX", "X|||", 0, 1).looks(0, 0, ""),
        shows("XTQMODKEYS is no SGR", "^[?4mX", "X|||", 0, 1).looks(0, 0, ""));
  }

  private static List<ScreenCase> savingAndAlternate() {
    return List.of(
        shows("DECSC and DECRC", "^[2;3H^[1m^7^[m^[HX^8Y", "X| Y||".replace(" Y", "  Y"), 1, 3)
            .looks(1, 2, "bold"),
        shows("DECRC with nothing saved is home", "abc^[2;2H^8X", "Xbc|||", 0, 1),
        shows("DECSC keeps the pending wrap", "0123456789^7^[H^8X", "0123456789|X||", 1, 1),
        shows("DECSC keeps charsets", "^(0^7^(B^8q", "─|||", 0, 1),
        shows("DECSC keeps origin mode", "^[2;3r^[?6h^7^[?6l^8^[1;1HX", "|X||", 1, 1),
        shows("1049 shows a blank screen", "main^[?1049halt", "    alt|||", 0, 7),
        shows(
            "1049 gives the main screen back", "main^[?1049h^[3;3Halt^[?1049lX", "mainX|||", 0, 5),
        shows("1049 clears each time", "^[?1049hone^[?1049l^[?1049htwo", "two|||", 0, 3),
        shows("1047 keeps the cursor", "main^[?1047hA^[?1047lX", "main X|||", 0, 6),
        shows("47 remembers what it showed", "^[?47hone^[?47l\r^[?47h^[2;1Htwo", "one|two||", 1, 3),
        shows("47 and back", "m^[?47hone^[?47lX", "m   X|||", 0, 5),
        shows("1048 saves and restores", "ab^[?1048hcd^[?1048lX", "abXd|||", 0, 3),
        shows(
            "each screen has its saved cursor",
            "ab^7^[?47h^[3;3H^7^[H^8X^[?47l^8Y",
            "abY|||",
            0,
            3),
        shows("RIS", "abc^[1m^[2;3r^[?1049hxyz^cX", "X|||", 0, 1).looks(0, 0, ""),
        shows("DECSTR", "^[2;3r^[?6h^[4h^[1m^(0^[!pq^[4;1H\n", "q|||", 3, 0),
        shows("DECSTR keeps the cursor", "ab^[!pc", "abc|||", 0, 3),
        shows("DECSTR forgets the saved cursor", "^[2;2H^7^[!p^8X", "X|||", 0, 1));
  }

  private static List<ScreenCase> charsetsAndModes() {
    return List.of(
        shows("line drawing in G0", "^(0lqk^(Bl", "┌─┐l|||", 0, 4),
        shows("line drawing in G1", "^)0a\016q\017q", "a─q|||", 0, 3),
        shows(
            "all of the line drawing",
            "^(0`afgjk\r\nlmnopqrst\r\nuvwxyz{|}~",
            "◆▒°±┘┐|┌└┼⎺⎻─⎼⎽├|┤┴┬│≤≥π≠£·|",
            2,
            9),
        shows("British", "^(A#", "£|||", 0, 1),
        shows("SS2 is for one character", "^*0^Nqq", "─q|||", 0, 2),
        shows("SS3 is for one character", "^+0^Oqq", "─q|||", 0, 2),
        shows("LS2 and LS3", "^*0^+A^nq^o#\017#", "─£#|||", 0, 3),
        shows("REP of a drawn line", "^(0q^[3b", "────|||", 0, 4),
        shows("REP of a single shifted letter", "^(0^Nq^[2b", "qqq|||", 0, 3),
        shows("UTF-8 passes through line drawing", "^(0é", "é|||", 0, 1),
        shows("unknown charsets are ASCII", "^(Kq^%Gq", "qq|||", 0, 2),
        shows(
            "modes leave the picture",
            "^[?1;5;12;25;1000;1002;1006;1004;2004h^=X^[3 q",
            "X|||",
            0,
            1),
        shows(
            "modes set and taken back", "^[?1003h^[?1003l^[?1015h^[?1015l^[?25l^>X", "X|||", 0, 1),
        shows("DECCOLM does nothing", "ab^[?3hc", "abc|||", 0, 3));
  }

  private static List<ScreenCase> characters() {
    return List.of(
        shows("UTF-8", "äöü€", "äöü€|||", 0, 4),
        shows("beyond the basic plane", "\ud834\udd1e𐍈", "\ud834\udd1e𐍈|||", 0, 2),
        shows("wide characters take two", "漢字x", "漢字x|||", 0, 5),
        shows("emoji are wide", "😀x", "😀x|||", 0, 3),
        shows("a wide one wraps whole", "012345678漢", "012345678|漢||", 1, 2),
        shows("a wide one without autowrap", "^[?7l012345678漢", "01234567漢|||", 0, 9),
        shows("a wide one fills the line", "01234567漢x", "01234567漢|x||", 1, 1),
        shows("overwriting the left half", "漢字^[1;1HX", "X 字|||", 0, 1),
        shows("overwriting the right half", "漢字^[1;2HX", " X字|||", 0, 2),
        shows("erasing half", "漢字^[1;4H^[K", "漢|||", 0, 3),
        shows("inserting into the middle", "漢字^[1;2H^[@", "   字|||", 0, 1),
        shows("deleting half", "漢字x^[1;2H^[P", " 字x|||", 0, 1),
        shows("pushing half off the edge", "^[1;9H漢^[1;1H^[@", "|||", 0, 0),
        shows("marks share the cell", "e\u0301x", "e\u0301x|||", 0, 2),
        shows("marks on a wide one", "漢\u0301x", "漢\u0301x|||", 0, 3),
        shows("marks at the last column", "012345678e\u0301x", "012345678e\u0301|x||", 1, 1),
        shows(
            "at most eight marks",
            "e" + "\u0301".repeat(20),
            "e" + "\u0301".repeat(8) + "|||",
            0,
            1),
        shows("a mark with nothing to hold it", "\u0301x", "x|||", 0, 1),
        shows("overwriting takes the marks", "e\u0301\rx", "x|||", 0, 1),
        raw("a lone continuation byte", "a\200b", "a\ufffdb|||", 0, 3),
        raw("raw C1 bytes are no controls", "a\2331mb", "a\ufffd1mb|||", 0, 5),
        raw("a cut off character", "a\342\202b", "a\ufffdb|||", 0, 3),
        raw("one sign for each maximal piece", "\360\200\200x", "\ufffd\ufffd\ufffdx|||", 0, 4),
        raw("surrogates are malformed", "\355\240\200x", "\ufffd\ufffd\ufffdx|||", 0, 4),
        raw("overlong forms are malformed", "\300\257x", "\ufffd\ufffdx|||", 0, 3),
        raw(
            "beyond Unicode is malformed",
            "\364\220\200\200x",
            "\ufffd\ufffd\ufffd\ufffdx|||",
            0,
            5),
        raw("a sequence inside a character", "\342\202^[1mx", "\ufffdx|||", 0, 2)
            .looks(0, 1, "bold"),
        shows("U+009B is CSI", "\u009b1mX", "X|||", 0, 1).looks(0, 0, "bold"),
        shows("U+0085 is NEL, U+0084 IND, U+008D RI", "a\u0085b\u0084c\u008dd", "a|b d| c|", 1, 3));
  }

  private static List<ScreenCase> swallowing() {
    return List.of(
        shows("OSC to BEL", "a^]0;title\007b", "ab|||", 0, 2),
        shows("OSC to ST", "a^]0;ti\rtle^\\b", "ab|||", 0, 2),
        shows("OSC to U+009C", "a^]0;title\u009cb", "ab|||", 0, 2),
        shows("OSC from U+009D", "a\u009d0;title\007b", "ab|||", 0, 2),
        shows("DCS, APC, PM, SOS", "a^P1$qm\007\n^\\b^_x^\\c^‸x^\\d^Xx^\\e", "abcde|||", 0, 5),
        shows("a screen title", "a^ktitle^\\b", "ab|||", 0, 2),
        shows("CAN ends a string", "a^]0;x\030b", "ab|||", 0, 2),
        shows("SUB ends a sequence", "a^[1\032b", "ab|||", 0, 2),
        shows("CAN ends a sequence", "a^[1;2\030b", "ab|||", 0, 2),
        shows("another ESC ends a string", "a^]0;x^[1mb", "ab|||", 0, 2).looks(0, 1, "bold"),
        shows("ESC begins anew", "a^[1^[2CX", "a  X|||", 0, 4),
        shows(
            "noise cannot hide the next line", "a^]noise\r\nb", "a| b||".replace(" b", " b"), 1, 2),
        shows("the Linux palette", "a^]P1a0b0c0b^]Rc", "abc|||", 0, 3),
        shows("not the Linux palette", "a^]Pzzzzzzzz\007b", "ab|||", 0, 2),
        shows(
            "unknown sequences do nothing",
            "a^[?99h^[5%z^%@^[=c^[>c^[c^[6n^[18t^Zb",
            "ab|||",
            0,
            2),
        shows("malformed sequences do nothing", "a^[1?2h^[1 2q^[ !pb", "ab|||", 0, 2),
        shows(
                "a sequence of 300 bytes does nothing",
                "a^[" + "1;".repeat(150) + "mb",
                "ab|||",
                0,
                2)
            .looks(0, 1, ""),
        shows("characters end a sequence", "a^[1é2", "aé2|||", 0, 3));
  }
}

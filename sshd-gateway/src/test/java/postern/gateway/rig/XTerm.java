package postern.gateway.rig;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An xterm on an X server of its own without a screen, told to obey whatever a program asks of it:
 * titles, windows, fonts, selections, printing.
 */
public final class XTerm implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String UNTOUCHED = "untouched";

  private final Path dir;
  private final Program server;
  private final Map<String, String> display;
  private final Program xterm;
  private final String window;

  private XTerm(
      Path dir, Program server, Map<String, String> display, Program xterm, String window) {
    this.dir = dir;
    this.server = server;
    this.display = display;
    this.xterm = xterm;
    this.window = window;
  }

  /**
   * Opens it with that command in it; title, icon name, clipboard and selection read "untouched".
   *
   * @param dir for its files
   */
  public static XTerm open(Path dir, List<String> command) throws IOException {
    return open(Map.of(), 2, dir, command);
  }

  /** As {@link #open(Path, List)}, in another locale than one of UTF-8. */
  public static XTerm openIn(String locale, Path dir, List<String> command) throws IOException {
    return open(Map.of("LC_ALL", locale, "LANG", locale), 0, dir, command);
  }

  private static XTerm open(Map<String, String> locale, int utf8, Path dir, List<String> command)
      throws IOException {
    Files.createDirectories(dir);
    Program server =
        Program.start(
            List.of("Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"));
    try {
      await("an X server").atMost(LIMIT).until(() -> server.outputText().endsWith("\n"));
      Map<String, String> display = Map.of("DISPLAY", ":" + server.outputText().strip());
      for (String selection : List.of("primary", "clipboard")) {
        select(display, selection);
      }
      Path id = dir.resolve("window");
      Map<String, String> environment = new HashMap<>(display);
      environment.putAll(locale);
      Program xterm = Program.start(words(dir, id, utf8, command), environment);
      await("the window of an xterm, which said " + xterm.errors())
          .atMost(LIMIT)
          .until(() -> Files.exists(id) && Files.readString(id).endsWith("\n"));
      return new XTerm(dir, server, display, xterm, Files.readString(id).strip());
    } catch (IOException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
  }

  private static List<String> words(Path dir, Path id, int utf8, List<String> command) {
    List<String> words = new ArrayList<>(List.of("xterm", "-title", UNTOUCHED, "-n", UNTOUCHED));
    words.addAll(List.of("-geometry", "80x24", "-fn", "fixed"));
    for (String what : List.of("Window", "Title", "Font", "Tcap", "Color", "Mouse")) {
      words.addAll(List.of("-xrm", "XTerm*allow" + what + "Ops: true"));
      words.addAll(List.of("-xrm", "XTerm*disallowed" + what + "Ops:"));
    }
    for (String resource :
        List.of(
            "allowSendEvents: false", // with true it obeys no program
            "answerbackString: answered",
            "allowPasteControls: true",
            "utf8: " + utf8,
            "decTerminalID: vt525",
            "maxStringParse: 100000",
            "printerAutoClose: true",
            "printerCommand: cat >> " + dir.resolve("printed"))) {
      words.addAll(List.of("-xrm", "XTerm*" + resource));
    }
    String script = "echo $WINDOWID > \"$0.new\"; mv \"$0.new\" \"$0\"; \"$@\" | tee \"$0.shown\"";
    words.addAll(List.of("-e", "sh", "-c", script, id.toString()));
    words.addAll(command);
    return words;
  }

  /** What holds a selection stays behind, so nothing of ours may be its output. */
  private static void select(Map<String, String> display, String selection) throws IOException {
    try (Program xclip =
        Program.start(
            List.of("sh", "-c", "exec xclip -selection " + selection + " >/dev/null 2>&1"),
            display)) {
      xclip.type(UNTOUCHED.getBytes(StandardCharsets.US_ASCII));
      xclip.endInput();
      xclip.await(LIMIT);
    }
  }

  private String ask(String... words) {
    try (Program program = Program.start(List.of(words), display)) {
      program.endInput();
      Program.Outcome outcome = program.await(LIMIT);
      return outcome.text() + outcome.err();
    }
  }

  /** Title, icon name and size of the window, both selections, and whether it printed. */
  public Facts facts() {
    String size = ask("xwininfo", "-id", window).replaceAll("(?s).*-geometry (\\d+x\\d+).*", "$1");
    return new Facts(
        property("WM_NAME"),
        property("WM_ICON_NAME"),
        size,
        ask("xclip", "-o", "-selection", "clipboard"),
        ask("xclip", "-o", "-selection", "primary"),
        Files.exists(dir.resolve("printed")));
  }

  /** Waits until the command has written that. */
  public void awaitShown(String text) {
    Path shown = dir.resolve("window.shown");
    await(text)
        .atMost(LIMIT)
        .until(() ->
            Files.exists(shown)
                && Files.readString(shown, StandardCharsets.ISO_8859_1).contains(text));
  }

  private String property(String name) {
    return ask("xprop", "-id", window, name).replaceAll("(?s)^[^=]*= \"(.*)\"\\s*$", "$1");
  }

  /** What can be seen of a terminal from outside. */
  public record Facts(
      String title, String icon, String size, String clipboard, String primary, boolean printed) {
    /** Of an xterm that did nothing but show text. */
    public static Facts untouched() {
      return new Facts(UNTOUCHED, UNTOUCHED, "80x24", UNTOUCHED, UNTOUCHED, false);
    }
  }

  @Override
  public void close() {
    xterm.close();
    server.close();
  }
}

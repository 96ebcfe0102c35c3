package postern.audit.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import postern.audit.RecordedConsole;
import postern.audit.disk.DataDir;
import postern.audit.disk.SetAside;
import postern.audit.event.JsonLine;
import postern.audit.event.LogPosition;
import postern.audit.recording.SealedState;

/**
 * What the next start need not read again. A checkpoint is only a shortcut: without it, everything
 * is found again in the files.
 *
 * @param ends offsets after the last byte ever recorded, as far as known
 * @param events how far the log was read for {@code open}
 * @param open the fields of the {@code attach} events of the sessions that were open there
 */
record Checkpoint(
    SealedState sealed,
    Map<RecordedConsole, Long> ends,
    LogPosition events,
    List<Map<String, String>> open) {
  private static final String KIND = "is";
  private static final long MAX_SIZE = 64L << 20;

  void write(DataDir dir) throws IOException {
    StringBuilder text = new StringBuilder();
    Map<String, String> head = new HashMap<>();
    head.put("next", Long.toString(sealed.nextJournal()));
    head.put("file", Long.toString(events.file()));
    head.put("at", Long.toString(events.at()));
    head.put("id", Long.toString(events.id()));
    line(text, "head", head);
    sealed.ends().forEach((console, end) -> line(text, "console", consoleLine(console, end)));
    ends.forEach((console, end) -> line(text, "seen", consoleLine(console, end)));
    open.forEach(session -> line(text, "session", session));
    line(text, "end", Map.of("crc", crc(text.toString())));
    Path temp = dir.checkpoint().resolveSibling("checkpoint.tmp");
    Files.writeString(temp, text, US_ASCII);
    DataDir.replace(temp, dir.checkpoint());
  }

  private static Map<String, String> consoleLine(RecordedConsole console, long end) {
    return Map.of(
        "tenant", console.tenant(),
        "machine", console.machine(),
        "port", Integer.toString(console.port()),
        "end", Long.toString(end));
  }

  private static void line(StringBuilder text, String kind, Map<String, String> values) {
    Map<String, String> object = new HashMap<>(values);
    object.put(KIND, kind);
    text.append(JsonLine.of(object)).append('\n');
  }

  private static String crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(US_ASCII));
    return Long.toString(crc.getValue());
  }

  /** Returns the checkpoint, or empty if it is missing or damaged. */
  static Optional<Checkpoint> read(DataDir dir) throws IOException {
    if (!Files.exists(dir.checkpoint())) {
      return Optional.empty();
    }
    try {
      if (Files.size(dir.checkpoint()) > MAX_SIZE) {
        throw new IOException("it is too large");
      }
      return Optional.of(parse(Files.readString(dir.checkpoint(), US_ASCII)));
    } catch (IOException | RuntimeException e) {
      SetAside.tryMove(dir.checkpoint(), "all is read again: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Checkpoint parse(String text) throws IOException {
    int lastLine = text.lastIndexOf('\n', text.length() - 2) + 1;
    Map<String, String> end = JsonLine.parse(text.substring(lastLine).strip());
    if (!crc(text.substring(0, lastLine)).equals(end.get("crc"))) {
      throw new IOException("its sum is wrong");
    }
    Map<String, String> head = Map.of();
    Map<RecordedConsole, Long> sealedEnds = new HashMap<>();
    Map<RecordedConsole, Long> ends = new HashMap<>();
    List<Map<String, String>> open = new ArrayList<>();
    for (String line : text.substring(0, lastLine).split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      Map<String, String> object = JsonLine.parse(line);
      switch (String.valueOf(object.remove(KIND))) {
        case "head" -> head = object;
        case "console" -> sealedEnds.put(console(object), number(object, "end"));
        case "seen" -> ends.put(console(object), number(object, "end"));
        case "session" -> open.add(object);
        default -> throw new IOException("a line of no known kind");
      }
    }
    LogPosition events =
        new LogPosition(number(head, "file"), number(head, "at"), number(head, "id"));
    return new Checkpoint(new SealedState(number(head, "next"), sealedEnds), ends, events, open);
  }

  private static RecordedConsole console(Map<String, String> object) throws IOException {
    return new RecordedConsole(
        word(object, "tenant"), word(object, "machine"), (int) number(object, "port"));
  }

  private static long number(Map<String, String> object, String name) throws IOException {
    return Long.parseLong(word(object, name));
  }

  private static String word(Map<String, String> object, String name) throws IOException {
    String value = object.get(name);
    if (value == null) {
      throw new IOException("no " + name);
    }
    return value;
  }
}

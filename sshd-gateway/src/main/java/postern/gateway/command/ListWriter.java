package postern.gateway.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import postern.gateway.text.PlainText;

/**
 * A list for people or programs: an aligned table, one JSON object a line, or CSV. Values are
 * strings, numbers, booleans, {@link Instant}s, null, or a map of strings, which is fields of its
 * own in JSON, and a cell that is a JSON object in CSV.
 */
public final class ListWriter {
  /** How it is written. */
  enum Form {
    TABLE,
    JSON,
    CSV
  }

  private static final JsonFactory JSON = new JsonFactory();

  /** RFC 3339, always to the millisecond, so that columns align and sort. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

  /** Rows of a table that are seen before its widths are decided. */
  private static final int LOOK_AHEAD = 1000;

  /** The same, in characters. */
  private static final int LOOK_AHEAD_SIZE = 256 * 1024;

  private final List<String> columns;
  private final List<List<String>> table = new ArrayList<>();
  private final int[] widths;
  private int heldCharacters;
  private boolean aligned;
  private final Form form;
  private final ZoneId zone;
  private final CommandOutput out;

  /** Takes {@code --json}, {@code --csv} and {@code --local} from the words. */
  public static ListWriter of(Arguments arguments, CommandOutput out, String... columns) {
    return of(arguments, out, List.of(columns));
  }

  /** As {@link #of(Arguments, CommandOutput, String...)}. */
  public static ListWriter of(Arguments arguments, CommandOutput out, List<String> columns) {
    boolean json = arguments.flag("--json");
    boolean csv = arguments.flag("--csv");
    if (json && csv) {
      throw new UsageFault("--json or --csv, not both");
    }
    Form form = json ? Form.JSON : csv ? Form.CSV : Form.TABLE;
    ZoneId zone = arguments.flag("--local") ? ZoneId.systemDefault() : ZoneOffset.UTC;
    return new ListWriter(form, zone, out, columns);
  }

  private ListWriter(Form form, ZoneId zone, CommandOutput out, List<String> columns) {
    this.form = form;
    this.zone = zone;
    this.out = out;
    this.columns = columns;
    this.widths = new int[columns.size()];
  }

  /** Writes the head of a CSV; call once the words are known to be right. */
  public ListWriter begin() {
    if (form == Form.CSV) {
      out.line(String.join(",", columns));
    } else if (form == Form.TABLE) {
      cells(columns.stream().map(c -> c.toUpperCase(Locale.ROOT).replace('_', ' ')).toList());
    }
    return this;
  }

  /** Rows are written as they come; a table waits for its first thousand. */
  public boolean forPrograms() {
    return form != Form.TABLE;
  }

  /** One of the same form with other columns. */
  public ListWriter withColumns(String... others) {
    return new ListWriter(form, zone, out, List.of(others));
  }

  /** One value for each column. */
  public void row(@Nullable Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          values.length + " values for " + columns.size() + " columns");
    }
    switch (form) {
      case JSON -> out.line(json(values));
      case CSV -> out.line(csv(values));
      case TABLE -> {
        List<String> cells = new ArrayList<>();
        for (Object value : values) {
          cells.add(text(value, "-"));
        }
        cells(cells);
      }
    }
  }

  /** Writes what waited. */
  public void end() {
    for (List<String> row : table) {
      write(row);
    }
    table.clear();
  }

  /** Widths come of the first rows; a longer cell further down moves the rest of its row. */
  private void cells(List<String> row) {
    if (aligned) {
      write(row);
      return;
    }
    table.add(row);
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], columns(row.get(i)));
      heldCharacters += row.get(i).length();
    }
    if (table.size() > LOOK_AHEAD || heldCharacters > LOOK_AHEAD_SIZE) {
      aligned = true;
      end();
    }
  }

  private void write(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = row.get(i);
      line.append(cell).repeat(' ', Math.max(0, widths[i] - columns(cell)) + 2);
    }
    out.line(line.toString().stripTrailing());
  }

  private String json(@Nullable Object... values) {
    return object(json -> {
      for (int i = 0; i < values.length; i++) {
        if (values[i] instanceof Map<?, ?> more) {
          fields(json, more);
        } else {
          json.writeFieldName(columns.get(i));
          value(json, values[i]);
        }
      }
    });
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static String object(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.setHighestNonEscapedChar('~'); // lossless, and nothing in it acts on a terminal
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void fields(JsonGenerator json, Map<?, ?> more) throws IOException {
    for (Map.Entry<?, ?> field : more.entrySet()) {
      json.writeStringField(field.getKey().toString(), field.getValue().toString());
    }
  }

  private void value(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Number n -> json.writeNumber(n.longValue());
      case Boolean b -> json.writeBoolean(b);
      case Instant t -> json.writeString(time(t));
      case Object other -> json.writeString(other.toString());
    }
  }

  private String csv(@Nullable Object... values) {
    List<String> cells = new ArrayList<>();
    for (Object value : values) {
      String cell = cell(value);
      boolean formula =
          !cell.isEmpty() && "=+-@\t".indexOf(cell.charAt(0)) >= 0 && !(value instanceof Number);
      cell = formula ? "'" + cell : cell;
      cells.add(cell.matches("[^\",\r\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"');
    }
    return String.join(",", cells);
  }

  private String cell(@Nullable Object value) {
    return value instanceof Map<?, ?> more && !more.isEmpty()
        ? object(json -> fields(json, more))
        : text(value, "");
  }

  private String text(@Nullable Object value, String absent) {
    return switch (value) {
      case null -> absent;
      case Instant t -> time(t);
      case Map<?, ?> more when more.isEmpty() -> absent;
      case Object other -> PlainText.clean(other.toString(), 1000);
    };
  }

  public String time(Instant instant) {
    return TIME.format(instant.atZone(zone));
  }

  /** How many columns a clean text takes where it is not wrapped. */
  private static int columns(String clean) {
    return clean.codePoints().map(ListWriter::columns).sum();
  }

  private static int columns(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return switch (Character.UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> c >= 0xff61 && c <= 0xffdc ? 1 : 2;
      default -> (c >= 0xff01 && c <= 0xff60) || (c >= 0x1f300 && c <= 0x1faff) ? 2 : 1;
    };
  }
}

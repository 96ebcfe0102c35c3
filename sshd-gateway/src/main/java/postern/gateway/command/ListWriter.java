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
import postern.mux.screen.CharacterWidth;

/**
 * Writes a list for people or for programs: as an aligned table, as one JSON object a line, or as
 * CSV. A value is a string, a number, a boolean, an {@link Instant}, null, or a map of strings. The
 * entries of a map are fields of the row in JSON, and one cell with a JSON object in CSV.
 */
public final class ListWriter {
  /** The form of the output. */
  enum Form {
    TABLE,
    JSON,
    CSV
  }

  private static final JsonFactory JSON = new JsonFactory();

  /** RFC 3339 to the millisecond, so that times align and sort as text. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT);

  /** The number of rows that decide the widths of a table. */
  private static final int LOOK_AHEAD = 1000;

  /** The number of characters after which the widths are decided in any case. */
  private static final int LOOK_AHEAD_SIZE = 256 * 1024;

  private final List<String> columns;
  private final List<List<String>> table = new ArrayList<>();
  private final int[] widths;
  private int heldCharacters;
  private boolean aligned;
  private final Form form;
  private final ZoneId zone;
  private final CommandOutput out;

  /** Takes {@code --json}, {@code --csv} and {@code --local} from the arguments. */
  public static ListWriter of(Arguments arguments, CommandOutput out, String... columns) {
    return of(arguments, out, List.of(columns));
  }

  /** As {@link #of(Arguments, CommandOutput, String...)}. */
  public static ListWriter of(Arguments arguments, CommandOutput out, List<String> columns) {
    boolean json = arguments.flag("--json");
    boolean csv = arguments.flag("--csv");
    if (json && csv) {
      throw new UsageFault("use either --json or --csv");
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

  /** Writes the column names. To be called when the arguments are known to be right. */
  public ListWriter begin() {
    if (form == Form.CSV) {
      out.line(String.join(",", columns));
    } else if (form == Form.TABLE) {
      cells(columns.stream().map(c -> c.toUpperCase(Locale.ROOT).replace('_', ' ')).toList());
    }
    return this;
  }

  /** Whether the form is JSON or CSV, which programs read. */
  public boolean forPrograms() {
    return form != Form.TABLE;
  }

  /** Returns a writer of the same form with other columns. */
  public ListWriter withColumns(String... others) {
    return new ListWriter(form, zone, out, List.of(others));
  }

  /** Writes a row, with one value for each column. */
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

  /** Writes the rows of a table that were kept until its widths were known. */
  public void end() {
    for (List<String> row : table) {
      write(row);
    }
    table.clear();
  }

  /** The first rows decide the widths. A longer cell in a later row moves the rest of its row. */
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
      json.setHighestNonEscapedChar('~'); // lossless, and safe to show on a terminal
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

  /** Returns a time as the list writes it. */
  public String time(Instant instant) {
    return TIME.format(instant.atZone(zone));
  }

  private static int columns(String text) {
    return text.codePoints().map(CharacterWidth::of).sum();
  }
}

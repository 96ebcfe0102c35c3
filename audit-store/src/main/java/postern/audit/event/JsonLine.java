package postern.audit.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes flat JSON objects, each on one line of printable ASCII. */
public final class JsonLine {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonLine() {}

  /** Appends a string. Escapes all but printable ASCII, so a line never controls a terminal. */
  public static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= 0x20 && c < 0x7f) {
        out.append(c);
      } else {
        String hex = Integer.toHexString(c);
        out.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
      }
    }
    out.append('"');
  }

  /** Returns an object with all values as strings, without a line end. */
  public static String of(Map<String, String> object) {
    StringBuilder line = new StringBuilder();
    object.forEach((name, value) -> {
      line.append(line.isEmpty() ? '{' : ',');
      quote(line, name);
      line.append(':');
      quote(line, value);
    });
    return line.isEmpty() ? "{}" : line.append('}').toString();
  }

  /** Returns names and values in order; numbers as text. */
  public static Map<String, String> parse(String line) throws IOException {
    Map<String, String> object = new LinkedHashMap<>();
    try (JsonParser in = JSON.createParser(line)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        if (!in.nextToken().isScalarValue()) {
          throw new IOException("not a flat JSON object");
        }
        object.put(name, in.getText());
      }
      if (in.currentToken() != JsonToken.END_OBJECT || in.nextToken() != null) {
        throw new IOException("not one JSON object");
      }
    }
    return object;
  }
}

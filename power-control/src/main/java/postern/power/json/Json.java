package postern.power.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of strings, whole numbers, booleans, lists and objects. Nulls, fractions and
 * numbers beyond 64 bits are ignored when an object is parsed. Depth and length are limited.
 */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(256 * 1024)
                  .maxNumberLength(40)
                  .build())
          .build();

  private final Map<String, Object> fields;

  private Json(Map<String, Object> fields) {
    this.fields = fields;
  }

  public static Json object() {
    return new Json(new LinkedHashMap<>());
  }

  /**
   * @throws IOException if the text is not exactly one JSON object
   */
  public static Json parse(String text) throws IOException {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("not a JSON object");
      }
      Json object = object(parser);
      if (parser.nextToken() != null) {
        throw new IOException("more than one JSON object");
      }
      return object;
    }
  }

  private static Json object(JsonParser parser) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      Object value = value(parser);
      if (value != null) {
        fields.put(name, value);
      }
    }
    return new Json(fields);
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> wholeNumber(parser);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> null;
    };
  }

  private static @Nullable Long wholeNumber(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? null
        : (Long) parser.getLongValue();
  }

  private static List<Object> list(JsonParser parser) throws IOException {
    List<Object> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      Object value = value(parser);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  /**
   * Sets a field.
   *
   * @param value a String, Long, Integer, Boolean or Json, or a collection of these
   */
  public Json with(String name, Object value) {
    fields.put(name, value);
    return this;
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  public Optional<String> text(String name) {
    return fields.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  public Optional<Long> number(String name) {
    return fields.get(name) instanceof Long number ? Optional.of(number) : Optional.empty();
  }

  public boolean isTrue(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  public Optional<Json> object(String name) {
    return fields.get(name) instanceof Json object ? Optional.of(object) : Optional.empty();
  }

  /** Empty unless the field is a list of strings only. */
  public Optional<List<String>> texts(String name) {
    if (!(fields.get(name) instanceof List<?> list)) {
      return Optional.empty();
    }
    List<String> texts =
        list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
    return texts.size() == list.size() ? Optional.of(texts) : Optional.empty();
  }

  public List<Json> objects(String name) {
    return fields.get(name) instanceof List<?> list
        ? list.stream().filter(Json.class::isInstance).map(Json.class::cast).toList()
        : List.of();
  }

  /** The object on one line, without the end of the line. */
  @Override
  public String toString() {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      write(out, this);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case Json object -> {
        out.writeStartObject();
        for (Map.Entry<String, Object> field : object.fields.entrySet()) {
          out.writeFieldName(field.getKey());
          write(out, field.getValue());
        }
        out.writeEndObject();
      }
      case Collection<?> list -> {
        out.writeStartArray();
        for (Object each : list) {
          write(out, each);
        }
        out.writeEndArray();
      }
      case Boolean truth -> out.writeBoolean(truth);
      case Number number -> out.writeNumber(number.longValue());
      case null -> out.writeNull();
      default -> out.writeString(value.toString());
    }
  }
}

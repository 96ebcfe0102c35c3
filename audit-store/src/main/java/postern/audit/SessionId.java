package postern.audit;

import java.util.regex.Pattern;

/**
 * The unique id of a session, such as {@code 20261122T180512Z-4f9a2c}: the second at which it
 * started and six random hex digits. Ids sort by time and are short enough to type.
 */
public record SessionId(String text) implements Comparable<SessionId> {
  private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{6}");

  public SessionId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a session id: " + text.length() + " characters");
    }
  }

  public static boolean valid(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(SessionId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}

package postern.gateway.ssh;

import org.apache.sshd.common.channel.RequestHandler.Result;

/**
 * Tells from a client's environment whether its terminal uses UTF-8. It looks at the three
 * variables that decide this and keeps nothing else of them.
 */
final class ClientLocale {
  private static final int LONGEST = 128;

  /** The encoding that a variable names; an unset variable names none. */
  private enum Says {
    NOTHING,
    OTHER,
    UTF8
  }

  private Says all = Says.NOTHING;
  private Says ctype = Says.NOTHING;
  private Says lang = Says.NOTHING;

  /** Handles a request to set an environment variable. */
  Result set(String name, String value) {
    switch (name) {
      case "LC_ALL" -> all = says(value);
      case "LC_CTYPE" -> ctype = says(value);
      case "LANG" -> lang = says(value);
      default -> {
        return Result.ReplyFailure;
      }
    }
    return Result.ReplySuccess;
  }

  private static Says says(String value) {
    if (value.isEmpty()) {
      return Says.NOTHING;
    }
    String small = value.length() > LONGEST ? "" : value.toLowerCase(java.util.Locale.ROOT);
    return small.contains(".utf-8") || small.contains(".utf8") ? Says.UTF8 : Says.OTHER;
  }

  boolean utf8() {
    Says first = all != Says.NOTHING ? all : ctype != Says.NOTHING ? ctype : lang;
    return first == Says.UTF8;
  }
}

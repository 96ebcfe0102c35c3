package postern.gateway.ssh;

import org.apache.sshd.common.channel.RequestHandler.Result;

/**
 * Whether a client's environment says that it is in UTF-8. Of all variables only those three are
 * looked at that decide it, and of them only that is kept.
 */
final class ClientLocale {
  private static final int LONGEST = 128;

  /** What each of them says, in the order of their rank; unset ones say nothing. */
  private enum Says {
    NOTHING,
    OTHER,
    UTF8
  }

  private Says all = Says.NOTHING;
  private Says ctype = Says.NOTHING;
  private Says lang = Says.NOTHING;

  /** A request to set a variable. */
  Result said(String name, String value) {
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

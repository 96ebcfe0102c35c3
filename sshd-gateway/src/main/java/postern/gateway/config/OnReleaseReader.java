package postern.gateway.config;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import postern.mux.LineAddress;
import postern.mux.OnRelease;

/** Reads {@code on-release} and {@code on-release-send}. */
final class OnReleaseReader {
  private static final String SEND = "on-release-send";
  private static final int MOST = 256;

  private final Section section;

  OnReleaseReader(Section section) {
    this.section = section;
  }

  OnRelease read(Collection<PortEntry> ports) {
    String word = section.word("on-release", List.of("leave", "send", "hangup", "lock"));
    Optional<String> text = section.text(SEND);
    boolean send = word.equals("send");
    if (!send && text.isPresent()) {
      section.fault(SEND, SEND + " needs on-release = \"send\"", "add that, or remove it");
    }
    if (send && text.isEmpty() && !section.has(SEND)) {
      section.fault(
          "on-release",
          "on-release = \"send\" needs the text to send",
          "write " + SEND + " = '\\x03exit\\r'");
    }
    if (word.equals("hangup") && ports.stream().noneMatch(OnReleaseReader::hasDtr)) {
      section.fault(
          "on-release",
          "on-release = \"hangup\" needs a console with DTR",
          "only serial: has DTR; use \"send\" or \"lock\"");
    }
    return switch (word) {
      case "send" -> text.flatMap(this::bytes).orElse(new OnRelease.Leave());
      case "hangup" -> new OnRelease.HangUp();
      case "lock" -> new OnRelease.Lock();
      default -> new OnRelease.Leave();
    };
  }

  private static boolean hasDtr(PortEntry port) {
    return port.address() instanceof LineAddress.Serial;
  }

  private Optional<OnRelease> bytes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '\\') {
        int c = text.codePointAt(i);
        i += Character.charCount(c) - 1;
        out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int size = escaped(text, i + 1, out);
      if (size == 0) {
        section.fault(
            SEND,
            SEND + " has an unknown backslash sequence",
            "use \\r \\n \\t \\e \\\\ and \\xHH; in a \"…\" string each backslash is"
                + " written twice, in a '…' string once");
        return Optional.empty();
      }
      i += size;
    }
    if (out.size() == 0 || out.size() > MOST) {
      section.fault(SEND, SEND + " is empty or too long", "use 1 to " + MOST + " bytes");
      return Optional.empty();
    }
    return Optional.of(new OnRelease.Send(ByteBuffer.wrap(out.toByteArray())));
  }

  /** Returns how many characters after the backslash belong to it; 0 if they mean nothing. */
  private static int escaped(String text, int at, ByteArrayOutputStream out) {
    int plain = at < text.length() ? "rnte\\".indexOf(text.charAt(at)) : -1;
    if (plain >= 0) {
      out.write("\r\n\t\u001b\\".charAt(plain));
      return 1;
    }
    String hex = text.substring(Math.min(at, text.length()), Math.min(at + 3, text.length()));
    if (hex.matches("x[0-9a-fA-F]{2}")) {
      out.write(Integer.parseInt(hex.substring(1), 16));
      return 3;
    }
    return 0;
  }
}

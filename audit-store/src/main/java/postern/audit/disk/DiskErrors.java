package postern.audit.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** Describes I/O errors in words a person can act on. */
public final class DiskErrors {
  private DiskErrors() {}

  public static boolean isNoSpace(IOException e) {
    if (e instanceof NoSpaceException) {
      return true;
    }
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }

  /** Describes a failure to write in a data directory. */
  public static String writing(IOException e, Path dir) {
    if (isNoSpace(e)) {
      return "no space left in " + dir;
    }
    return switch (e) {
      case AccessDeniedException denied -> "no permission to write in " + dir;
      case NoSuchFileException gone -> dir + " is gone";
      default -> "cannot write in " + dir + ": " + message(e);
    };
  }

  /** Describes a failure to read a file. */
  public static String reading(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "no permission to read it";
      case NoSuchFileException gone -> "it is gone";
      default -> message(e);
    };
  }

  /** Returns the message on one line, without control characters. */
  private static String message(IOException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ");
  }
}

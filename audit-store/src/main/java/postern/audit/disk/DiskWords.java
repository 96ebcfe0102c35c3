package postern.audit.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** What an I/O error means, in words a person can act on. */
public final class DiskWords {
  private DiskWords() {}

  public static boolean noSpace(IOException e) {
    if (e instanceof NoSpaceException) {
      return true;
    }
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left") || message.contains("quota exceeded");
  }

  public static String of(IOException e, Path dir) {
    if (noSpace(e)) {
      return "no space left in " + dir;
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to write in " + dir;
    }
    if (e instanceof NoSuchFileException) {
      return dir + " is gone";
    }
    return "cannot write in " + dir + ": " + clean(String.valueOf(e.getMessage()));
  }

  private static String clean(String message) {
    return message.replaceAll("\\p{Cntrl}", " ");
  }
}

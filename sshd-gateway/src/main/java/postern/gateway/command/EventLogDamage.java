package postern.gateway.command;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import postern.audit.Archive;
import postern.audit.Damage;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;

/** Says that the event log is damaged, so that an answer from it may not be whole. */
public final class EventLogDamage {
  /** Places named; the rest is counted. */
  private static final int NAMED = 10;

  private EventLogDamage() {}

  /**
   * Writes what waits, then one line on standard error where something is damaged.
   *
   * @return the exit code of a command whose answer came from the event log
   */
  public static int write(Archive archive, Work work, BufferedOutput out) throws IOException {
    List<Damage> damage = work.call(archive::damage);
    out.flush();
    if (damage.isEmpty()) {
      return 0;
    }
    out.error("postern: " + words(damage));
    return 1;
  }

  /** As {@link #write}, for those who have nothing to do with the gateway's files. */
  public static int writeWithoutFiles(Archive archive, Work work, BufferedOutput out)
      throws IOException {
    boolean whole = work.call(archive::damage).isEmpty();
    out.flush();
    if (whole) {
      return 0;
    }
    out.error("postern: the event log of the gateway is damaged, so this may not be all");
    return 1;
  }

  static String words(List<Damage> damage) {
    String places =
        damage.stream()
            .limit(NAMED)
            .map(one -> PlainText.clean(one.text()))
            .collect(Collectors.joining("; "));
    return "the event log is damaged, so this may not be all: "
        + places
        + (damage.size() > NAMED ? "; and " + (damage.size() - NAMED) + " more places" : "");
  }
}

package postern.gateway.command;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import postern.audit.Archive;
import postern.audit.Damage;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;

/** Reports that the event log is damaged, so that what was read from it may be incomplete. */
public final class EventLogDamage {
  /** The number of damaged places that are named; the others are counted. */
  private static final int MOST_NAMED = 10;

  private EventLogDamage() {}

  /**
   * Flushes the output, then writes one line on standard error if the event log is damaged.
   *
   * @return the exit code of the command
   */
  public static int write(Archive archive, Work work, BufferedOutput out) throws IOException {
    List<Damage> damage = work.call(archive::damage);
    out.flush();
    if (damage.isEmpty()) {
      return 0;
    }
    out.error("postern: " + text(damage));
    return 1;
  }

  /** As {@link #write}, but names no file: for people who have no access to the gateway's files. */
  public static int writeWithoutFiles(Archive archive, Work work, BufferedOutput out)
      throws IOException {
    boolean undamaged = work.call(archive::damage).isEmpty();
    out.flush();
    if (undamaged) {
      return 0;
    }
    out.error("postern: the event log of the gateway is damaged, so this may not be all");
    return 1;
  }

  private static String text(List<Damage> damage) {
    String places =
        damage.stream()
            .limit(MOST_NAMED)
            .map(one -> PlainText.clean(one.text()))
            .collect(Collectors.joining("; "));
    return "the event log is damaged, so this may not be all: "
        + places
        + (damage.size() > MOST_NAMED
            ? "; and " + (damage.size() - MOST_NAMED) + " more places"
            : "");
  }
}

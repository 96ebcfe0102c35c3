package postern.gateway.command;

import java.util.LinkedHashSet;
import java.util.Set;
import postern.audit.Damage;
import postern.audit.Frame;
import postern.gateway.text.PlainText;

/** Collects what was recorded and cannot be read now, to be said behind the answer. */
public final class RecordingDamage {
  /** Lines said; the rest is counted. */
  private static final int NAMED = 20;

  private final Set<Damage> named = new LinkedHashSet<>();
  private long more;

  /** Looks at a frame of a recording. */
  public void check(Frame frame) {
    if (frame instanceof Frame.Gap gap) {
      gap.damage().ifPresent(this::add);
    }
  }

  public void add(Damage damage) {
    if (named.size() < NAMED || named.contains(damage)) {
      named.add(damage);
    } else {
      more++;
    }
  }

  /**
   * A line on standard error for each.
   *
   * @param of what is said of
   * @param files whether the reader has to do with the gateway's files
   * @return the exit code of a command whose answer this was
   */
  public int write(String of, boolean files, CommandOutput out) {
    for (Damage damage : named) {
      out.error("postern: " + of + ": " + PlainText.clean(files ? damage.text() : damage.what()));
    }
    if (more > 0) {
      out.error("postern: " + of + ": and " + more + " more places");
    }
    return named.isEmpty() ? 0 : 1;
  }
}

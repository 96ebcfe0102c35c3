package postern.gateway.command;

import java.util.LinkedHashSet;
import java.util.Set;
import postern.audit.Damage;
import postern.audit.Frame;
import postern.gateway.text.PlainText;

/**
 * Collects the damaged parts of recordings that a command met, and reports them after its output.
 */
public final class RecordingDamage {
  /** The number of places that are named; the others are counted. */
  private static final int MOST_NAMED = 20;

  private final Set<Damage> named = new LinkedHashSet<>();
  private long more;

  /** Adds the damage that a frame of a recording reports, if any. */
  public void check(Frame frame) {
    if (frame instanceof Frame.Gap gap) {
      gap.damage().ifPresent(this::add);
    }
  }

  public void add(Damage damage) {
    if (named.size() < MOST_NAMED || named.contains(damage)) {
      named.add(damage);
    } else {
      more++;
    }
  }

  /**
   * Writes a line on standard error for each damaged place.
   *
   * @param subject what was read, such as the name of a machine
   * @param files whether to name the damaged files
   * @return the exit code of the command
   */
  public int write(String subject, boolean files, CommandOutput out) {
    for (Damage damage : named) {
      out.error(
          "postern: " + subject + ": " + PlainText.clean(files ? damage.text() : damage.what()));
    }
    if (more > 0) {
      out.error("postern: " + subject + ": and " + more + " more places");
    }
    return named.isEmpty() ? 0 : 1;
  }
}

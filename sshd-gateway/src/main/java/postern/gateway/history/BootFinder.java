package postern.gateway.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import postern.mux.marker.BootStage;
import postern.mux.marker.ReplayedKernelLog;

/**
 * Finds in a machine's lines where it started: by the banners of firmware, boot loaders and kernels
 * at the begin of a line. Banners that follow each other in the order in which a machine starts
 * (BIOS, then GRUB, then Linux) are one boot, unless a power act came between.
 */
public final class BootFinder {
  private static final int CONFIRMS_WITHIN = 200;
  private static final int MOST = 10_000;

  /** Characters that are kept of a boot's first line. */
  private static final int BANNER = 200;

  private final List<HistoryLine> all = new ArrayList<>();
  private @Nullable BootStage last;
  private @Nullable HistoryLine kernel;
  private int sinceKernel;
  private boolean actedSinceBoot;
  private long lastPowerAction = -1;
  private String before = "";
  private boolean whole;

  public void line(HistoryLine line) {
    HistoryLine waits = kernel;
    if (waits != null) {
      if (BootStage.confirmsKernel(line.text())) {
        kernel = null;
        begins(BootStage.KERNEL, waits);
      } else if (++sinceKernel > CONFIRMS_WITHIN || ReplayedKernelLog.isShownBy(line.text())) {
        kernel = null; // somebody looked at /proc/version, and now at older messages
      }
    }
    BootStage stage = BootStage.announcedBy(line.text()).orElse(null);
    if (stage == BootStage.KERNEL && !ReplayedKernelLog.isShownBy(before)) {
      kernel = line;
      sinceKernel = 0;
    } else if (stage != null && stage != BootStage.KERNEL) {
      begins(stage, line);
    }
    before = line.text().isBlank() ? before : line.text();
  }

  void powerAction(long offset) {
    actedSinceBoot = true;
    lastPowerAction = offset;
  }

  private void begins(BootStage stage, HistoryLine line) {
    BootStage had = last;
    boolean again = stage == BootStage.FIRMWARE || stage == BootStage.KERNEL;
    boolean goesOn =
        had != null && (had.compareTo(stage) < 0 || (had == stage && !again)) && !actedSinceBoot;
    last = stage;
    if (!goesOn && all.size() < MOST) {
      actedSinceBoot = false;
      String banner = line.text().substring(0, Math.min(line.text().length(), BANNER));
      all.add(new HistoryLine(banner, line.time(), line.offset()));
    }
  }

  void end(boolean fromTheFirst) {
    HistoryLine waits = kernel;
    if (waits != null) {
      begins(BootStage.KERNEL, waits); // it has only begun
    }
    whole = fromTheFirst;
  }

  /** The first line of each, oldest first. */
  public List<HistoryLine> all() {
    return List.copyOf(all);
  }

  /** So many boots were found that begin behind this offset. */
  boolean surely(int enough, long offset) {
    return all.size() >= enough && all.get(all.size() - enough).offset() >= offset;
  }

  /** Everything ever said was looked at. */
  public boolean whole() {
    return whole;
  }

  /** Where the last boot or power act began, whichever is later; 0 when there was none. */
  public long lastStart() {
    long boot = all.isEmpty() ? 0 : all.getLast().offset();
    return Math.max(boot, lastPowerAction);
  }
}

package postern.gateway.history;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import postern.mux.marker.BootStage;
import postern.mux.marker.ReplayedKernelLog;

/**
 * Finds where a machine booted, by the banners of firmware, boot loaders and kernels at the start
 * of its lines. Banners in the order in which a machine boots (BIOS, then GRUB, then Linux) are one
 * boot, unless there was a power action between them.
 */
public final class BootFinder {
  /** The number of lines within which a kernel banner must be confirmed. */
  private static final int CONFIRMED_WITHIN = 200;

  private static final int MOST_BOOTS = 10_000;

  /** The number of characters that are kept of the first line of a boot. */
  private static final int BANNER_LENGTH = 200;

  private final List<HistoryLine> all = new ArrayList<>();
  private @Nullable BootStage lastStage;
  private @Nullable HistoryLine unconfirmedKernel;
  private int linesSinceKernel;
  private boolean actedSinceBoot;
  private long lastPowerAction = -1;
  private String lastText = "";
  private boolean complete;

  /** Takes the next line. */
  public void line(HistoryLine line) {
    HistoryLine banner = unconfirmedKernel;
    if (banner != null) {
      if (BootStage.confirmsKernel(line.text())) {
        unconfirmedKernel = null;
        add(BootStage.KERNEL, banner);
      } else if (++linesSinceKernel > CONFIRMED_WITHIN
          || ReplayedKernelLog.isShownBy(line.text())) {
        unconfirmedKernel = null; // a person displayed /proc/version or old messages
      }
    }
    BootStage stage = BootStage.announcedBy(line.text()).orElse(null);
    if (stage == BootStage.KERNEL && !ReplayedKernelLog.isShownBy(lastText)) {
      unconfirmedKernel = line;
      linesSinceKernel = 0;
    } else if (stage != null && stage != BootStage.KERNEL) {
      add(stage, line);
    }
    lastText = line.text().isBlank() ? lastText : line.text();
  }

  /** Notes a power action between the lines. */
  void powerAction(long offset) {
    actedSinceBoot = true;
    lastPowerAction = offset;
  }

  private void add(BootStage stage, HistoryLine line) {
    BootStage previous = lastStage;
    boolean alwaysFirst = stage == BootStage.FIRMWARE || stage == BootStage.KERNEL;
    boolean sameBoot =
        previous != null
            && (previous.compareTo(stage) < 0 || (previous == stage && !alwaysFirst))
            && !actedSinceBoot;
    lastStage = stage;
    if (!sameBoot && all.size() < MOST_BOOTS) {
      actedSinceBoot = false;
      String text = line.text().substring(0, Math.min(line.text().length(), BANNER_LENGTH));
      all.add(new HistoryLine(text, line.time(), line.offset()));
    }
  }

  /**
   * Ends the search.
   *
   * @param fromStart whether all recorded output was read
   */
  void end(boolean fromStart) {
    HistoryLine banner = unconfirmedKernel;
    if (banner != null) {
      add(BootStage.KERNEL, banner); // the output ends before the confirmation
    }
    complete = fromStart;
  }

  /** Returns the first line of each boot, oldest first. */
  public List<HistoryLine> all() {
    return List.copyOf(all);
  }

  /** Whether at least this many boots start at or after an offset. */
  boolean hasSince(int count, long offset) {
    return all.size() >= count && all.get(all.size() - count).offset() >= offset;
  }

  /** Whether all recorded output was read. */
  public boolean complete() {
    return complete;
  }

  /**
   * Returns the offset of the last boot or power action, whichever is later; 0 if there was none.
   */
  public long lastStart() {
    long boot = all.isEmpty() ? 0 : all.getLast().offset();
    return Math.max(boot, lastPowerAction);
  }
}

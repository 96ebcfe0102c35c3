package postern.gateway.history;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import postern.mux.marker.ReplayedKernelLog;

/**
 * Finds in a machine's lines where it started: by the banners of firmware, boot loaders and kernels
 * at the begin of a line. Banners that follow each other in the order in which a machine starts
 * (BIOS, then GRUB, then Linux) are one boot, unless a power act came between.
 */
public final class Boots {
  /** What starts a machine, in the order in which it does. */
  private enum Stage {
    FIRMWARE("SeaBIOS \\(version |BIOS Date: |UEFI firmware \\(version |coreboot-\\S+ "),
    FIRST_LOADER("U-Boot (SPL|TPL) 2\\d{3}\\.|NOTICE: {2}BL1: "),
    NETWORK("iPXE \\(http|iPXE \\d+\\.\\d+|>>Start PXE over IP"),
    LOADER(
        "GNU GRUB {1,4}version |U-Boot 2\\d{3}\\.|GRUB loading|Welcome to GRUB!|LILO |ISOLINUX "),
    HANDED_OVER("Booting `|Starting kernel \\.\\.\\.|Loading Linux |EFI stub: "),
    KERNEL("(\\[ *\\d+\\.\\d+] *)?Linux version \\d|(FreeBSD|OpenBSD|NetBSD) \\d+\\.\\d+\\S* ");

    private final Pattern banner;

    Stage(String banner) {
      this.banner = Pattern.compile("\\s*(" + banner + ").*");
    }

    static @Nullable Stage of(String line) {
      int start = 0;
      while (start < line.length() && line.charAt(start) == ' ') {
        start++;
      }
      if (start == line.length() || FIRST_LETTERS.indexOf(line.charAt(start)) < 0) {
        return null;
      }
      for (Stage stage : values()) {
        if (stage.banner.matcher(line).matches()) {
          return stage;
        }
      }
      return null;
    }
  }

  private static final String FIRST_LETTERS = "SBUNi>GWLIE[FOc";
  private static final int CONFIRMS_WITHIN = 200;
  private static final int MOST = 10_000;

  /** Characters that are kept of a boot's first line. */
  private static final int BANNER = 200;

  private static final Pattern CONFIRMS = Pattern.compile("ommand line: |Copyright \\(c\\)");

  /** What a line of a kernel that broke holds. */
  public static final Pattern PANIC =
      Pattern.compile(
          "Kernel panic - not syncing|\\bOops(:| \\[#)|\\bBUG: |general protection fault"
              + "|Unable to handle kernel|Internal error: |watchdog: BUG|blocked for more than \\d+"
              + "|Out of memory: Kill|panic\\(cpu|^panic: |\\*\\*\\* STOP: ");

  private final List<Line> all = new ArrayList<>();
  private @Nullable Stage last;
  private @Nullable Line kernel;
  private int sinceKernel;
  private boolean acted;
  private long lastAct = -1;
  private String before = "";
  private boolean whole;

  public void line(Line line) {
    Line waits = kernel;
    if (waits != null) {
      if (CONFIRMS.matcher(line.text()).find()) {
        kernel = null;
        begins(Stage.KERNEL, waits);
      } else if (++sinceKernel > CONFIRMS_WITHIN || ReplayedKernelLog.reads(line.text())) {
        kernel = null; // somebody looked at /proc/version, and now at older messages
      }
    }
    Stage stage = Stage.of(line.text());
    if (stage == Stage.KERNEL && !ReplayedKernelLog.reads(before)) {
      kernel = line;
      sinceKernel = 0;
    } else if (stage != null && stage != Stage.KERNEL) {
      begins(stage, line);
    }
    before = line.text().isBlank() ? before : line.text();
  }

  void act(long offset) {
    acted = true;
    lastAct = offset;
  }

  private void begins(Stage stage, Line line) {
    Stage had = last;
    boolean again = stage == Stage.FIRMWARE || stage == Stage.KERNEL;
    boolean goesOn =
        had != null && (had.compareTo(stage) < 0 || (had == stage && !again)) && !acted;
    last = stage;
    if (!goesOn && all.size() < MOST) {
      acted = false;
      String banner = line.text().substring(0, Math.min(line.text().length(), BANNER));
      all.add(new Line(banner, line.time(), line.offset()));
    }
  }

  void end(boolean fromTheFirst) {
    Line waits = kernel;
    if (waits != null) {
      begins(Stage.KERNEL, waits); // it has only begun
    }
    whole = fromTheFirst;
  }

  /** The first line of each, oldest first. */
  public List<Line> all() {
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
    return Math.max(boot, lastAct);
  }
}

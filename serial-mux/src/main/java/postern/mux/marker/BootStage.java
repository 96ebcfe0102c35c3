package postern.mux.marker;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The programs that start a machine, in the order in which they run, with the phrases by which each
 * announces itself.
 */
public enum BootStage {
  FIRMWARE(
      Phrase.anywhere("SeaBIOS (version", " "),
      Phrase.lineStart("BIOS Date: ", ""),
      Phrase.lineStart("UEFI firmware (version ", ""),
      Phrase.anywhere("coreboot-", "\\S+ ")),

  FIRST_LOADER(
      Phrase.anywhere("U-Boot SPL 2", "\\d{3}\\."),
      Phrase.lineStart("U-Boot TPL 2", "\\d{3}\\."),
      Phrase.lineStart("NOTICE:  BL1: ", "")),

  NETWORK(
      Phrase.anywhere("iPXE (http"),
      Phrase.lineStart("iPXE ", "\\d+\\.\\d+"),
      Phrase.lineStart(">>Start PXE over IP", "")),

  LOADER(
      Phrase.anywhere("GNU GRUB  version", " "),
      Phrase.anywhere("GNU GRUB version", " "),
      Phrase.lineStart("GNU GRUB ", " {2,3}version "),
      Phrase.anywhere("U-Boot 2", "\\d{3}\\."),
      Phrase.lineStart("GRUB loading", ""),
      Phrase.lineStart("Welcome to GRUB!", ""),
      Phrase.lineStart("LILO ", ""),
      Phrase.lineStart("ISOLINUX ", ""),
      Phrase.anywhere("OpenBSD/amd64 BOOT"),
      Phrase.anywhere("FreeBSD/x86 bootstrap loader")),

  HANDED_OVER(
      Phrase.anywhere("Booting `"),
      Phrase.lineStart("Starting kernel ...", ""),
      Phrase.lineStart("Loading Linux ", ""),
      Phrase.lineStart("EFI stub: ", "")),

  /** A kernel's first phrase alone proves nothing: see {@link #confirmsKernel}. */
  KERNEL(
      Phrase.anywhere(BootStage.LINUX, "\\d"),
      Phrase.lineStart("[", " *\\d+\\.\\d+] *" + BootStage.LINUX + "\\d"),
      Phrase.lineStart("FreeBSD ", BootStage.BSD_VERSION),
      Phrase.lineStart("OpenBSD ", BootStage.BSD_VERSION),
      Phrase.lineStart("NetBSD ", BootStage.BSD_VERSION));

  /** The first words of Linux, followed by its version. */
  static final String LINUX = "Linux version ";

  /** Linux prints its command line soon after its first words. */
  static final String LINUX_COMMAND_LINE = "ommand line: ";

  private static final String BSD_VERSION = "\\d+\\.\\d+\\S* ";
  private static final String BSD_COPYRIGHT = "Copyright (c)";

  /** The characters with which the phrases of all stages start. */
  private static final String FIRST_CHARACTERS =
      Arrays.stream(values())
          .flatMap(stage -> stage.phrases.stream())
          .map(phrase -> phrase.text().substring(0, 1))
          .distinct()
          .collect(Collectors.joining());

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes a list that cannot be modified
  private final List<Phrase> phrases;

  private final Pattern line;

  BootStage(Phrase... phrases) {
    this.phrases = List.of(phrases);
    this.line =
        Pattern.compile(
            " *("
                + this.phrases.stream().map(Phrase::expression).collect(Collectors.joining("|"))
                + ").*");
  }

  List<Phrase> phrases() {
    return phrases;
  }

  /** Returns the stage that announces itself at the start of this line, if one does. */
  public static Optional<BootStage> announcedBy(String line) {
    int start = 0;
    while (start < line.length() && line.charAt(start) == ' ') {
      start++;
    }
    if (start == line.length() || FIRST_CHARACTERS.indexOf(line.charAt(start)) < 0) {
      return Optional.empty();
    }
    return Arrays.stream(values()).filter(stage -> stage.line.matcher(line).matches()).findFirst();
  }

  /**
   * Returns whether a line that follows a kernel's first phrase proves that a kernel starts, and
   * that nobody merely displays its version.
   */
  public static boolean confirmsKernel(String line) {
    return line.contains(LINUX_COMMAND_LINE) || line.contains(BSD_COPYRIGHT);
  }
}

package postern.power.keeper;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import postern.power.KeeperNotice;
import postern.power.json.Json;

/**
 * What the keeper knows of one process.
 *
 * @param since when it was started, or ended
 * @param exit its exit code once it has ended; 128 and more: by a signal
 * @param dropped bytes of console output that were dropped for want of room, ever
 * @param lastWords its last line, or its kernel's panic; printable ASCII only
 */
public record KeptStatus(
    boolean running, Instant since, OptionalInt exit, long dropped, String lastWords) {
  static KeptStatus of(Json kept) {
    Optional<Long> exit = kept.number("exit");
    return new KeptStatus(
        kept.isTrue("running"),
        Instant.ofEpochMilli(kept.number("since").orElse(0L)),
        exit.isPresent() ? OptionalInt.of(Math.toIntExact(exit.get())) : OptionalInt.empty(),
        kept.number("dropped").orElse(0L),
        kept.text("tail").orElse(""));
  }

  static KeeperNotice.Ended notice(Json kept) {
    return new KeeperNotice.Ended(
        kept.text("name").orElse("?"), Path.of(kept.text("console").orElse("")), of(kept).how());
  }

  /** How it ended, in words. */
  public String how() {
    if (exit.isEmpty()) {
      return running ? "it runs" : "never started";
    }
    int code = exit.getAsInt();
    String ended = code > 128 && code <= 192 ? "signal " + (code - 128) : "exit code " + code;
    boolean tells = code != 0 || lastWords.contains("panic");
    return lastWords.isEmpty() || !tells ? ended : ended + ": " + lastWords;
  }
}

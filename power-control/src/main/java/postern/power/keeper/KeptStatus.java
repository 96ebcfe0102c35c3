package postern.power.keeper;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import postern.power.KeeperNotice;
import postern.power.json.Json;

/**
 * What the keeper reports of one process.
 *
 * @param since when it was started or has ended
 * @param exit its exit code if it has ended; above 128 if a signal ended it
 * @param dropped the number of bytes of console output that were ever dropped for lack of room
 * @param lastLine the last line of its output, or its kernel's panic; printable ASCII
 */
public record KeptStatus(
    boolean running, Instant since, OptionalInt exit, long dropped, String lastLine) {
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

  /** How it ended, as a phrase. */
  public String how() {
    if (exit.isEmpty()) {
      return running ? "it runs" : "never started";
    }
    int code = exit.getAsInt();
    String ended = code > 128 && code <= 192 ? "signal " + (code - 128) : "exit code " + code;
    boolean useful = code != 0 || lastLine.contains("panic");
    return lastLine.isEmpty() || !useful ? ended : ended + ": " + lastLine;
  }
}

package postern.audit.recording;

import java.io.IOException;
import postern.audit.disk.DataDir;
import postern.audit.disk.HealthBoard;
import postern.audit.disk.Reserve;
import postern.audit.disk.Space;

/** The disk that recordings are written to. */
public record Surroundings(DataDir dir, HealthBoard board, Space space, Reserve reserve) {
  /** Whether bulk may go on after the disk was full: events come first. */
  boolean roomAgain() throws IOException {
    return reserve.mostlyFull() && space.usable() >= space.high();
  }
}

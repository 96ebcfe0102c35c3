package postern.audit.disk;

import java.io.IOException;

/**
 * The disk that holds a data directory.
 *
 * @param opener creates the files of journals and of the event log
 * @param board tells whether writing works
 * @param reserve space that is kept for events
 */
public record Disk(DataDir dir, FileOpener opener, HealthBoard board, Space space, Reserve reserve)
    implements AutoCloseable {
  /** Takes the reserve. */
  public static Disk open(DataDir dir, FileOpener opener, long reserveBytes) throws IOException {
    Reserve reserve = Reserve.open(dir, reserveBytes);
    return new Disk(dir, opener, new HealthBoard(), new Space(dir, reserve.target()), reserve);
  }

  /** Returns whether recordings may be written again after the disk was full: events come first. */
  public boolean roomForRecordings() throws IOException {
    return reserve.mostlyFull() && space.usable() >= space.high();
  }

  @Override
  public void close() throws IOException {
    reserve.close();
  }
}

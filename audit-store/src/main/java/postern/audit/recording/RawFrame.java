package postern.audit.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;
import postern.audit.Frame;
import postern.audit.RecordedConsole;

/**
 * A frame as stored in journals and segments. Layout, big-endian: magic u32, CRC-32C u32 of all
 * that follows, payload length u32, type u8, console u24 (numbers of this journal), wall clock i64
 * (nanoseconds since 1970), monotonic i64, end offset i64, payload.
 *
 * @param end offset of the console's output after this frame
 * @param payload valid until the next frame is read
 * @param at its position in the file or stream
 */
record RawFrame(
    int type, int console, long wall, long nanos, long end, ByteBuffer payload, long at) {
  static final int MAGIC = 0x9C50_4652;
  static final int HEADER = 40;
  static final int LONGEST_PAYLOAD = 8 << 20;
  static final int CONSOLES = 1 << 24;

  /** The most seconds before or after 1970 of which the nanoseconds fit in a long. */
  private static final long MAX_SECONDS = Long.MAX_VALUE / 1_000_000_000L - 1;

  static final int DECLARE = 1;
  static final int OUTPUT = 2;
  static final int GAP = 3;
  static final int TYPED = 4;
  static final int MARK = 5;

  /** Returns the bytes of the whole frame. */
  int size() {
    return HEADER + payload.remaining();
  }

  /** Puts the frame without its CRC, which {@link #addChecksum} adds. */
  static void put(ByteBuffer into, Head head, ByteBuffer payload) {
    into.putInt(MAGIC)
        .putInt(0)
        .putInt(payload.remaining())
        .putInt(head.type() << 24 | head.console())
        .putLong(head.wall())
        .putLong(head.nanos())
        .putLong(head.end())
        .put(payload.duplicate());
  }

  /** The fields before the payload. */
  record Head(int type, int console, long wall, long nanos, long end) {}

  /** Puts the CRC into the frame at {@code at} and returns the position of the next frame. */
  static int addChecksum(ByteBuffer frames, int at) {
    int size = HEADER + frames.getInt(at + 8);
    frames.putInt(at + 4, crc(frames, at, size));
    return at + size;
  }

  static int crc(ByteBuffer frames, int at, int size) {
    CRC32C crc = new CRC32C();
    crc.update(frames.duplicate().limit(at + size).position(at + 8));
    return (int) crc.getValue();
  }

  /** Returns the payload of a frame that declares which console a number means. */
  static ByteBuffer declaration(RecordedConsole console) {
    return ByteBuffer.wrap(
        (console.tenant() + "\0" + console.machine() + "\0" + console.port()).getBytes(UTF_8));
  }

  /** Returns the console that a declaration names, or empty if it is malformed. */
  Optional<RecordedConsole> declared() {
    String[] words = UTF_8.decode(payload.duplicate()).toString().split("\0", -1);
    if (type != DECLARE || words.length != 3 || !words[2].matches("\\d{1,9}")) {
      return Optional.empty();
    }
    return Optional.of(new RecordedConsole(words[0], words[1], Integer.parseInt(words[2])));
  }

  static ByteBuffer gap(long bytes) {
    return ByteBuffer.allocate(8).putLong(bytes).flip();
  }

  static ByteBuffer typed(String session, int bytes) {
    byte[] name = session.getBytes(UTF_8);
    return ByteBuffer.allocate(4 + name.length).putInt(bytes).put(name).flip();
  }

  static ByteBuffer mark(String what, String text) {
    byte[] word = what.getBytes(UTF_8);
    byte[] words = text.getBytes(UTF_8);
    return ByteBuffer.allocate(4 + word.length + words.length)
        .putInt(word.length)
        .put(word)
        .put(words)
        .flip();
  }

  Instant time() {
    return Instant.ofEpochSecond(
        Math.floorDiv(wall, 1_000_000_000L), Math.floorMod(wall, 1_000_000_000L));
  }

  /** Returns nanoseconds since 1970. Times outside the years 1678 to 2262 are clamped. */
  static long wall(Instant time) {
    long seconds = Math.clamp(time.getEpochSecond(), -MAX_SECONDS, MAX_SECONDS);
    return seconds * 1_000_000_000L + time.getNano();
  }

  /** Returns how many bytes of output this frame accounts for. */
  long bytes() {
    return switch (type) {
      case OUTPUT -> payload.remaining();
      case GAP -> payload.remaining() == 8 ? payload.getLong(payload.position()) : 0;
      default -> 0;
    };
  }

  /** Returns the part of a frame of output, or of a gap, between two offsets. */
  RawFrame cut(long from, long to) {
    long start = end - bytes();
    if (from <= start && to >= end) {
      return this;
    }
    int first = (int) Math.clamp(from - start, 0, bytes());
    int size = (int) Math.clamp(to - Math.max(from, start), 0, bytes() - first);
    ByteBuffer part =
        type == GAP
            ? gap(Math.max(0, Math.min(to, end) - Math.max(from, start)))
            : payload.slice(payload.position() + first, size);
    return new RawFrame(type, console, wall, nanos, Math.min(to, end), part, at);
  }

  /** Returns the frame for other modules, or empty for internal kinds. */
  Optional<Frame> decoded() {
    ByteBuffer in = payload.duplicate();
    return switch (type) {
      case OUTPUT -> Optional.of(new Frame.Output(time(), nanos, copy(in), end));
      case GAP -> Optional.of(new Frame.Gap(time(), nanos, bytes(), end, Optional.empty()));
      case TYPED ->
          in.remaining() < 4
              ? Optional.empty()
              : Optional.of(typedFrame(in.getInt(), UTF_8.decode(in).toString()));
      case MARK -> decodedMark(in);
      default -> Optional.empty();
    };
  }

  private Frame typedFrame(int bytes, String session) {
    return new Frame.Typed(time(), nanos, session, bytes);
  }

  private Optional<Frame> decodedMark(ByteBuffer in) {
    int word = in.remaining() < 4 ? -1 : in.getInt();
    if (word < 0 || word > in.remaining()) {
      return Optional.empty();
    }
    String what = UTF_8.decode(in.slice(in.position(), word)).toString();
    String text = UTF_8.decode(in.position(in.position() + word)).toString();
    return Optional.of(new Frame.Mark(time(), nanos, what, text));
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip().asReadOnlyBuffer();
  }
}

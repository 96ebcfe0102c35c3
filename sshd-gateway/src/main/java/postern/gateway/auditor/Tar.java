package postern.gateway.auditor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Heads and ends of a tar stream of plain files (POSIX.1-1988 ustar; sizes past 8 GiB in base 256).
 */
final class Tar {
  private static final int BLOCK = 512;
  private static final long LARGEST_OCTAL = 0x1_FFFF_FFFFL;

  private Tar() {}

  /** The head of a file of this size, mode 0600. The name has at most 100 bytes. */
  static ByteBuffer head(String name, long size) {
    byte[] head = new byte[BLOCK];
    put(head, 0, name);
    put(head, 100, "0000600\0" + "0000000\0" + "0000000\0");
    if (size <= LARGEST_OCTAL) {
      put(head, 124, String.format("%011o\0", size));
    } else {
      head[124] = (byte) 0x80;
      ByteBuffer.wrap(head).putLong(128, size);
    }
    put(head, 136, String.format("%011o\0", 0));
    put(head, 148, "        ");
    head[156] = '0';
    put(head, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte b : head) {
      sum += b & 0xff;
    }
    put(head, 148, String.format("%06o\0 ", sum));
    return ByteBuffer.wrap(head);
  }

  /** What fills the last block of a file of this size. */
  static ByteBuffer padding(long size) {
    return ByteBuffer.allocate((int) ((BLOCK - size % BLOCK) % BLOCK));
  }

  /** Two empty blocks. */
  static ByteBuffer end() {
    return ByteBuffer.allocate(2 * BLOCK);
  }

  private static void put(byte[] head, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, head, at, bytes.length);
  }
}

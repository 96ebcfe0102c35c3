package postern.gateway.auditor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes the headers and the end of a tar stream of plain files: POSIX.1-1988 ustar, with sizes
 * above 8 GiB in base 256.
 */
final class Tar {
  private static final int BLOCK = 512;
  private static final long LARGEST_OCTAL = 0x1_FFFF_FFFFL;

  private Tar() {}

  /** Returns the header of a file with mode 0600. The name has at most 100 bytes. */
  static ByteBuffer header(String name, long size) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000600\0" + "0000000\0" + "0000000\0");
    if (size <= LARGEST_OCTAL) {
      put(header, 124, String.format("%011o\0", size));
    } else {
      header[124] = (byte) 0x80;
      ByteBuffer.wrap(header).putLong(128, size);
    }
    put(header, 136, String.format("%011o\0", 0));
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar\0" + "00");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    return ByteBuffer.wrap(header);
  }

  /** Returns the bytes that fill the last block of a file. */
  static ByteBuffer padding(long size) {
    return ByteBuffer.allocate((int) ((BLOCK - size % BLOCK) % BLOCK));
  }

  /** Returns the end of the stream, two empty blocks. */
  static ByteBuffer end() {
    return ByteBuffer.allocate(2 * BLOCK);
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}

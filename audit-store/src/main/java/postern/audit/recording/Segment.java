package postern.audit.recording;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import postern.audit.disk.RegularFile;
import postern.audit.disk.ZstdLibrary;

/** A file with frames of one console: a magic word, then zstd-compressed frames. Never changed. */
final class Segment {
  private static final byte[] MAGIC = "POSTSEG1".getBytes(StandardCharsets.US_ASCII);
  private static final int LEVEL = 3;

  static {
    ZstdLibrary.load(); // before the classes of zstd-jni load it from the shared temporary folder
  }

  private Segment() {}

  /** Writes frames into the compressor. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream frames) throws IOException;
  }

  /** Writes a whole file without forcing it, and returns its SHA-256. */
  static String write(Path path, Content content) throws IOException {
    MessageDigest hash = sha256();
    try (OutputStream file = new DigestOutputStream(Files.newOutputStream(path), hash)) {
      file.write(MAGIC);
      try (OutputStream frames =
          new BufferedOutputStream(
              new ZstdOutputStream(file, LEVEL).setChecksum(true), 128 << 10)) {
        content.writeTo(frames);
      }
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  static FrameInput open(Path path) throws IOException {
    InputStream file =
        new BufferedInputStream(Channels.newInputStream(RegularFile.open(path)), 64 << 10);
    try {
      if (!Arrays.equals(file.readNBytes(MAGIC.length), MAGIC)) {
        throw new IOException("it is not a segment");
      }
      return new FrameInput(new ZstdInputStream(file), 0);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  static String hash(Path path) throws IOException {
    MessageDigest hash = sha256();
    try (InputStream in =
        new DigestInputStream(Channels.newInputStream(RegularFile.open(path)), hash)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

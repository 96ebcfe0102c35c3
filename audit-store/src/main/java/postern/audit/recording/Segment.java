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

/** A file with frames of one console: a word, then frames compressed by zstd. Never changed. */
final class Segment {
  private static final byte[] WORD = "POSTSEG1".getBytes(StandardCharsets.US_ASCII);
  private static final int LEVEL = 3;

  static {
    ZstdLibrary.load(); // before zstd's own classes load it from the shared temporary folder
  }

  private Segment() {}

  /** Writes frames into the compressor. */
  @FunctionalInterface
  interface Filling {
    void fill(OutputStream frames) throws IOException;
  }

  /** Writes a whole file, not yet forced. Says its SHA-256. */
  static String write(Path path, Filling filling) throws IOException {
    MessageDigest hash = sha256();
    try (OutputStream file = new DigestOutputStream(Files.newOutputStream(path), hash)) {
      file.write(WORD);
      try (OutputStream frames =
          new BufferedOutputStream(
              new ZstdOutputStream(file, LEVEL).setChecksum(true), 128 << 10)) {
        filling.fill(frames);
      }
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  static FrameInput open(Path path) throws IOException {
    InputStream file =
        new BufferedInputStream(Channels.newInputStream(RegularFile.open(path)), 64 << 10);
    try {
      if (!Arrays.equals(file.readNBytes(WORD.length), WORD)) {
        throw new IOException("it is no segment");
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

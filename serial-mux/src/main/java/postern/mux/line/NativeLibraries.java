package postern.mux.line;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import postern.mux.MuxFault;

/**
 * Sets the directory from which Netty and jSerialComm load their native libraries. By default both
 * use the shared directory for temporary files, where jSerialComm loads any file of a known name,
 * deletes what a link there points to, and makes its files writable for everybody.
 */
public final class NativeLibraries {
  private static final String SERIAL = "libjSerialComm.so";

  private NativeLibraries() {}

  /**
   * Sets the directory. Must be called before either library is used. Only the first call in a
   * process has an effect.
   *
   * @param folder a directory that only this user may write
   * @throws MuxFault if the libraries cannot be loaded from it
   */
  public static synchronized void from(Path folder) {
    Path own = folder.toAbsolutePath();
    System.setProperty("io.netty.native.workdir", own.toString());
    if (!Epoll.isAvailable()) {
      throw fault("Netty's", own, Epoll.unavailabilityCause());
    }
    if (System.getProperty("jSerialComm.library.path") != null) {
      return;
    }
    unpackSerial(own);
    System.setProperty("jSerialComm.library.path", own.toString());
    // the directories that it searches beside this one must not exist
    System.setProperty("fazecast.jSerialComm.appid", UUID.randomUUID().toString());
    try {
      Class.forName("com.fazecast.jSerialComm.SerialPort"); // loads the library, once in a process
    } catch (ClassNotFoundException | LinkageError e) {
      throw fault("jSerialComm's", own, e);
    }
  }

  /**
   * Unpacks the library and checks that it loads. jSerialComm would search elsewhere if it did not.
   */
  private static void unpackSerial(Path folder) {
    Path file = folder.resolve(SERIAL);
    String processor = System.getProperty("os.arch").equals("aarch64") ? "armv8_64" : "x86_64";
    String packed = "/Linux/" + processor + "/" + SERIAL;
    try (InputStream library = NativeLibraries.class.getResourceAsStream(packed);
        Arena briefly = Arena.ofConfined()) {
      if (library == null) {
        throw new MuxFault("jSerialComm's jar on the class path has no " + packed, null);
      }
      Files.copy(library, file);
      SymbolLookup _ = SymbolLookup.libraryLookup(file, briefly);
    } catch (IOException | IllegalArgumentException e) {
      throw fault("jSerialComm's", folder, e);
    }
  }

  private static MuxFault fault(String whose, Path folder, @Nullable Throwable cause) {
    return new MuxFault(
        whose
            + " native library cannot be loaded from "
            + folder
            + "; use a directory on a file system that is mounted"
            + " without noexec",
        cause);
  }
}

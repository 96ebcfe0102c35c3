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
 * Where Netty and jSerialComm load their native libraries from. Left to themselves, both use the
 * shared folder for temporary files, where jSerialComm loads what it finds under a name that is
 * known, removes whatever a link there leads to, and makes what it unpacks writable to all.
 */
public final class NativeLibraries {
  private static final String SERIAL = "libjSerialComm.so";

  private NativeLibraries() {}

  /**
   * To be called before anything of the two libraries is used. The first folder in a process holds.
   *
   * @param folder one that only this user writes
   * @throws MuxFault where they cannot be loaded from there
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
    // the folders that it looks at beside this one must not be there
    System.setProperty("fazecast.jSerialComm.appid", UUID.randomUUID().toString());
    try {
      Class.forName("com.fazecast.jSerialComm.SerialPort"); // loads it, once in a process
    } catch (ClassNotFoundException | LinkageError e) {
      throw fault("jSerialComm's", own, e);
    }
  }

  /** Unpacks it and sees that it loads: where it does not, jSerialComm looks elsewhere. */
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
            + "; programs must be allowed in that folder, so use a file system that is mounted"
            + " without noexec",
        cause);
  }
}

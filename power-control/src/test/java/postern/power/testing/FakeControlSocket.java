package postern.power.testing;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An mconsole socket that answers a request with given packets. */
public final class FakeControlSocket implements AutoCloseable {
  private static final String PROGRAM =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      print('ready', flush=True)
      data, peer = s.recvfrom(4096)
      print(data[12:].decode(), flush=True)
      for packet in open(sys.argv[2]):
          try:
              s.sendto(bytes.fromhex(packet.strip()), peer)
          except OSError:
              break
      sys.stdin.read()
      """;

  private final Path path;
  private final Path answers;
  private final Process process;

  private FakeControlSocket(Path path, Path answers, Process process) {
    this.path = path;
    this.answers = answers;
    this.process = process;
  }

  public static FakeControlSocket answering(Path path, byte[]... packets) throws IOException {
    Path answers = Files.createTempFile("answers", "");
    Files.write(answers, Stream.of(packets).map(HexFormat.of()::formatHex).toList());
    List<String> words =
        List.of("/usr/bin/python3", "-c", PROGRAM, path.toString(), answers.toString());
    Process process =
        new ProcessBuilder(words)
            .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
            .start();
    process.inputReader().readLine();
    return new FakeControlSocket(path, answers, process);
  }

  public static byte[] packet(int error, int more, int length, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(12 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(error)
        .putInt(more)
        .putInt(length)
        .put(bytes)
        .array();
  }

  public String asked() throws IOException {
    return String.valueOf(process.inputReader().readLine());
  }

  /** Kills the server and leaves its socket. */
  public void abandon() throws IOException, InterruptedException {
    Files.delete(answers);
    process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.deleteIfExists(path);
    Files.deleteIfExists(answers);
  }
}

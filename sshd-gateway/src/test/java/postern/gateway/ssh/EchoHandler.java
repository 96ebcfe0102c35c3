package postern.gateway.ssh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Reports its input and echoes the bytes, until the end of input or a {@code q}. */
final class EchoHandler implements SessionHandler {
  private static final Duration LONG = Duration.ofSeconds(20);
  final List<Input> seen = new CopyOnWriteArrayList<>();
  final List<SessionChannel> channels = new CopyOnWriteArrayList<>();

  @Override
  public int serve(SessionChannel channel) throws InterruptedException {
    channels.add(channel);
    String command = channel.command().orElse("");
    if (command.startsWith("exit ")) {
      channel.writeErrorFully(bytes("leaving\n"), LONG);
      return Integer.parseInt(command.substring(5));
    }
    if (command.equals("break me")) {
      throw new IllegalStateException("as asked");
    }
    if (command.startsWith("flood ")) {
      return flood(channel, Long.parseLong(command.substring(6)));
    }
    channel.writeFully(
        bytes(
            channel
                .terminal()
                .map(t -> "tty " + t.rows() + "x" + t.cols() + "\r\n")
                .orElse("no tty\n")),
        LONG);
    return echo(channel);
  }

  private int echo(SessionChannel channel) throws InterruptedException {
    while (!channel.closed()) {
      Input input = channel.poll();
      if (input == null) {
        channel.await(LONG);
        continue;
      }
      seen.add(input);
      switch (input) {
        case Input.Bytes typed -> {
          ByteBuffer bytes = typed.bytes();
          boolean quit = bytes.remaining() == 1 && bytes.get(bytes.position()) == 'q';
          channel.writeFully(bytes, LONG);
          if (quit) {
            return 0;
          }
        }
        case Input.Resized(int rows, int cols) ->
            channel.writeFully(bytes("size " + rows + "x" + cols + "\r\n"), LONG);
        case Input.Break(Duration length) ->
            channel.writeFully(bytes("break " + length.toMillis() + "\r\n"), LONG);
        case Input.Eof() -> {
          return 0;
        }
      }
    }
    return 1;
  }

  private static int flood(SessionChannel channel, long total) throws InterruptedException {
    byte[] block = new byte[64 * 1024];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (i * 31 + (i >> 8));
    }
    for (long left = total; left > 0; left -= block.length) {
      int length = (int) Math.min(left, block.length);
      if (!channel.writeFully(ByteBuffer.wrap(block, 0, length), LONG)) {
        return 1;
      }
    }
    return 0;
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}

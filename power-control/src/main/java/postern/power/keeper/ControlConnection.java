package postern.power.keeper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import postern.power.json.Json;
import postern.power.posix.Posix;

/**
 * A gateway's connection to the keeper: lines of JSON in both directions, limited in both. Confined
 * to the keeper's thread.
 */
final class ControlConnection implements Poller.Descriptor {
  private static final int LONGEST_LINE = 256 * 1024;
  private static final int MOST_PENDING = 1024 * 1024;

  private final int fd;
  private final Poller poller;
  private final BiConsumer<ControlConnection, Json> handler;
  private final MemorySegment scratch = Arena.ofAuto().allocate(8 * 1024);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();

  ControlConnection(int fd, Poller poller, BiConsumer<ControlConnection, Json> handler) {
    this.fd = fd;
    this.poller = poller;
    this.handler = handler;
  }

  @Override
  public int fd() {
    return fd;
  }

  @Override
  public int wanted() {
    return pending.size() > 0 ? Posix.POLLIN | Posix.POLLOUT : Posix.POLLIN;
  }

  @Override
  public void ready(int events) {
    if ((events & Posix.POLLOUT) != 0) {
      flush();
    }
    if ((events & ~Posix.POLLOUT) != 0) {
      read();
    }
  }

  private void read() {
    int got = Posix.read(fd, scratch);
    if (got == -Posix.EAGAIN || got == -Posix.EINTR) {
      return;
    }
    if (got <= 0) {
      poller.close(this);
      return;
    }
    // The bytes are copied first, because the answer to the first line is sent from the scratch.
    for (byte each : scratch.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE)) {
      if (!poller.has(this)) {
        return;
      }
      if (each == '\n') {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        parse(text);
      } else if (line.size() < LONGEST_LINE) {
        line.write(each);
      } else {
        poller.close(this);
      }
    }
  }

  private void parse(String text) {
    try {
      handler.accept(this, Json.parse(text));
    } catch (IOException e) {
      Keeper.LOG.warn("malformed control line reason={}", e.getClass().getSimpleName());
      poller.close(this);
    }
  }

  void send(Json message) {
    byte[] bytes = (message + "\n").getBytes(StandardCharsets.UTF_8);
    if (pending.size() + bytes.length > MOST_PENDING) {
      Keeper.LOG.warn("control connection dropped reason=\"it does not read\"");
      poller.close(this);
      return;
    }
    pending.writeBytes(bytes);
    flush();
  }

  private void flush() {
    byte[] bytes = pending.toByteArray();
    int done = 0;
    while (done < bytes.length) {
      int run = (int) Math.min(bytes.length - done, scratch.byteSize());
      MemorySegment.copy(bytes, done, scratch, ValueLayout.JAVA_BYTE, 0, run);
      int sent = Posix.send(fd, scratch, run);
      if (sent == -Posix.EAGAIN) {
        break;
      }
      if (sent < 0) {
        poller.close(this);
        return;
      }
      done += sent;
    }
    pending.reset();
    pending.write(bytes, done, bytes.length - done);
  }
}

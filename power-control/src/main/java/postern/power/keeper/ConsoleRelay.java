package postern.power.keeper;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import postern.power.posix.Posix;

/**
 * Carries bytes between a machine and the client of its console socket. The machine's output is
 * always read. A client that is slow or absent gets the newest part of it from the {@link Backlog}.
 * A new client replaces the old one. When the process has ended, the socket stays until a client
 * has read the rest of its output.
 *
 * <p>Confined to the keeper's thread.
 */
final class ConsoleRelay {
  /** Limits how much is read from a pty whose process has ended. */
  private static final int MOST_LAST_READS = 64;

  private final Path path;
  private final Poller poller;
  private final Backlog backlog;
  private final OutputTail tail = new OutputTail();
  private final MemorySegment chunk;
  private final byte[] bytes;
  private @Nullable ListeningSocket listener;
  private @Nullable Client client;
  private final List<Output> outputs = new ArrayList<>();
  private @Nullable MachineInput input;

  ConsoleRelay(Path path, Poller poller, AtomicLong backlogBudget) {
    this.path = path;
    this.poller = poller;
    this.chunk = poller.chunk;
    this.bytes = poller.bytes;
    this.backlog = new Backlog(backlogBudget);
  }

  boolean isOpen() {
    return listener != null;
  }

  long dropped() {
    return backlog.dropped();
  }

  String lastLine() {
    return tail.lastLine();
  }

  void listen() throws IOException {
    if (listener == null) {
      ListeningSocket opened = ListeningSocket.open(path, this::accepted);
      listener = opened;
      poller.add(opened);
    }
  }

  /**
   * Attaches a new process. Both descriptors are closed when it has ended.
   *
   * @param in the descriptor of its input
   * @param out the descriptor of its output
   */
  void attach(int in, int out) {
    tail.clear();
    MachineInput fresh = new MachineInput(in, chunk);
    input = fresh;
    poller.add(fresh);
    add(new Output(out, null));
  }

  /** Adds output that comes through a pipe. The descriptor is closed when the process has ended. */
  void attachPipe(int out) {
    add(new Output(out, new KernelLineEndings()));
  }

  private void add(Output output) {
    outputs.add(output);
    poller.add(output);
  }

  /** The process has ended. Reads the rest of its output and closes when a client has read it. */
  void ended() {
    for (Output last : outputs) {
      boolean more = true;
      for (int i = 0; i < MOST_LAST_READS && more; i++) {
        more = last.read();
      }
      poller.close(last);
    }
    outputs.clear();
    MachineInput old = input;
    if (old != null) {
      poller.close(old);
      input = null;
    }
    closeWhenDone();
  }

  private void closeWhenDone() {
    if (outputs.isEmpty() && backlog.isEmpty()) {
      close();
    }
  }

  void close() {
    hangUp();
    ListeningSocket open = listener;
    if (open != null) {
      open.unlink();
      poller.close(open);
      listener = null;
    }
  }

  private void hangUp() {
    Client old = client;
    if (old != null) {
      client = null;
      poller.close(old);
    }
  }

  private void accepted(int fd) {
    hangUp();
    Client fresh = new Client(fd);
    client = fresh;
    poller.add(fresh);
    fresh.flush();
  }

  /** The master of the pty, or the keeper's end of a pipe. */
  private final class Output implements Poller.Descriptor {
    private final int fd;
    private final @Nullable KernelLineEndings lineEndings;
    private boolean atEnd;

    Output(int fd, @Nullable KernelLineEndings lineEndings) {
      this.fd = fd;
      this.lineEndings = lineEndings;
    }

    @Override
    public int fd() {
      return fd;
    }

    @Override
    public int wanted() {
      return atEnd ? -1 : Posix.POLLIN;
    }

    @Override
    public void ready(int events) {
      read();
    }

    /** Returns whether there may be more to read. */
    boolean read() {
      int got = Posix.read(fd, chunk);
      if (got == -Posix.EAGAIN || got == -Posix.EINTR) {
        return got == -Posix.EINTR;
      }
      if (got <= 0) {
        // No process has the other end open. A pty reports EIO then.
        atEnd = true;
        return false;
      }
      MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, bytes, 0, got);
      byte[] output = lineEndings == null ? bytes : lineEndings.convert(bytes, got);
      int length = lineEndings == null ? got : output.length;
      tail.append(output, length);
      backlog.append(output, length);
      if (client != null) {
        client.flush();
      }
      return true;
    }
  }

  /** The connection of the console's client. */
  private final class Client implements Poller.Descriptor {
    private final int fd;

    Client(int fd) {
      this.fd = fd;
    }

    @Override
    public int fd() {
      return fd;
    }

    @Override
    public int wanted() {
      int wanted = backlog.isEmpty() ? 0 : Posix.POLLOUT;
      // Input that the machine does not accept yet waits in the client's socket.
      return input == null || input.acceptsMore() ? wanted | Posix.POLLIN : wanted;
    }

    @Override
    public void ready(int events) {
      if ((events & Posix.POLLOUT) != 0) {
        flush();
      }
      if ((events & ~Posix.POLLOUT) != 0 && poller.has(this)) {
        read();
      }
    }

    private void read() {
      if (input != null && !input.acceptsMore()) {
        gone(); // POLLIN was not requested, so this event is a hang-up
        return;
      }
      int got = Posix.read(fd, chunk);
      if (got == -Posix.EAGAIN || got == -Posix.EINTR) {
        return;
      }
      if (got <= 0) {
        gone();
      } else if (input != null) {
        byte[] typed = new byte[got];
        MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, typed, 0, got);
        input.write(typed);
      }
    }

    private void gone() {
      poller.close(this);
      if (client == this) {
        client = null;
      }
    }

    void flush() {
      while (!backlog.isEmpty()) {
        int run = backlog.peek(chunk);
        int sent = Posix.send(fd, chunk, run);
        if (sent == -Posix.EAGAIN || sent == -Posix.EINTR) {
          return;
        }
        if (sent < 0) {
          gone();
          return;
        }
        backlog.remove(sent);
      }
      closeWhenDone();
    }
  }
}

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
 * Carries bytes between a machine and the one client of its console's socket. Its output is always
 * read: whoever is slow, or absent, gets the newest part from the {@link Backlog}. A newer client
 * takes the place of an older one. When the process is gone the socket stays just until somebody
 * has taken the last of its output.
 *
 * <p>Confined to the keeper's thread.
 */
final class ConsoleRelay {
  /** Output of a dead process that is still taken, so that a flood in the pty is not endless. */
  private static final int LAST_READS = 64;

  private final Path path;
  private final Poller poller;
  private final Backlog backlog;
  private final OutputTail lastWords = new OutputTail();
  private final MemorySegment chunk;
  private final byte[] bytes;
  private @Nullable ListeningSocket listener;
  private @Nullable Client client;
  private final List<Output> outputs = new ArrayList<>();
  private @Nullable MachineInput input;

  ConsoleRelay(Path path, Poller poller, AtomicLong share) {
    this.path = path;
    this.poller = poller;
    this.chunk = poller.chunk;
    this.bytes = poller.bytes;
    this.backlog = new Backlog(share);
  }

  boolean open() {
    return listener != null;
  }

  long dropped() {
    return backlog.dropped();
  }

  String lastWords() {
    return lastWords.text();
  }

  void listen() throws IOException {
    if (listener == null) {
      ListeningSocket opened = ListeningSocket.open(path, this::accepted);
      listener = opened;
      poller.add(opened);
    }
  }

  /**
   * Both are closed with the machine.
   *
   * @param in where typing goes
   * @param out where output comes from
   */
  void attach(int in, int out) {
    lastWords.clear();
    MachineInput typing = new MachineInput(in, chunk);
    input = typing;
    poller.add(typing);
    add(new Output(out, null));
  }

  /** Output of a guest's that comes by a pipe as well; it is closed with the machine. */
  void attachPipe(int out) {
    add(new Output(out, new KernelLineEndings()));
  }

  private void add(Output output) {
    outputs.add(output);
    poller.add(output);
  }

  /** The process is gone: takes what it still said, and closes when that has been handed on. */
  void ended() {
    for (Output last : outputs) {
      boolean more = true;
      for (int i = 0; i < LAST_READS && more; i++) {
        more = last.read();
      }
      poller.close(last);
    }
    outputs.clear();
    MachineInput typing = input;
    if (typing != null) {
      poller.close(typing);
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

  /** The master's side of the pty, or our end of a pipe. */
  private final class Output implements Poller.Descriptor {
    private final int fd;
    private final @Nullable KernelLineEndings lines;
    private boolean over;

    Output(int fd, @Nullable KernelLineEndings lines) {
      this.fd = fd;
      this.lines = lines;
    }

    @Override
    public int fd() {
      return fd;
    }

    @Override
    public int wanted() {
      return over ? -1 : Posix.POLLIN;
    }

    @Override
    public void ready(int events) {
      read();
    }

    /** Whether there may be more. */
    boolean read() {
      int got = Posix.read(fd, chunk);
      if (got == -Posix.EAGAIN || got == -Posix.EINTR) {
        return got == -Posix.EINTR;
      }
      if (got <= 0) {
        // No process has the other side open (EIO, for a pty); its exit tells whether it ended.
        over = true;
        return false;
      }
      MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, bytes, 0, got);
      byte[] said = lines == null ? bytes : lines.of(bytes, got);
      int length = lines == null ? got : said.length;
      lastWords.heard(said, length);
      backlog.append(said, length);
      if (client != null) {
        client.flush();
      }
      return true;
    }
  }

  /** Whoever is connected to the console's socket. */
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
      // What the machine does not take yet waits on the client's side of the socket.
      return input == null || input.takesMore() ? wanted | Posix.POLLIN : wanted;
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
      if (input != null && !input.takesMore()) {
        gone(); // only a hang-up is reported while nothing is asked for
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
        input.type(typed);
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
        backlog.taken(sent);
      }
      closeWhenDone();
    }
  }
}

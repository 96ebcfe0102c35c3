package postern.power.keeper;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import postern.power.posix.Posix;

/**
 * Carries bytes between a pty master and the one client of a console's socket. The master is always
 * read: whoever is slow, or absent, gets the newest part from the {@link Backlog}. A newer client
 * takes the place of an older one. When the process is gone the socket stays just until somebody
 * has taken the last of its output.
 *
 * <p>Confined to the keeper's thread.
 */
final class ConsoleRelay {
  private static final int CHUNK = 32 * 1024;

  /** Output of a dead process that is still taken, so that a flood in the pty is not endless. */
  private static final int LAST_READS = 64;

  private final Path path;
  private final Poller poller;
  private final Backlog backlog;
  private final LastWords lastWords = new LastWords();
  private final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK);
  private final byte[] bytes = new byte[CHUNK];
  private @Nullable Listener listener;
  private @Nullable Client client;
  private @Nullable Master master;

  ConsoleRelay(Path path, Poller poller, AtomicLong share) {
    this.path = path;
    this.poller = poller;
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
      Listener opened = Listener.open(path, this::accepted);
      listener = opened;
      poller.add(opened);
    }
  }

  void attach(int fd) {
    lastWords.clear();
    Master attached = new Master(fd);
    master = attached;
    poller.add(attached);
  }

  /** The process is gone: takes what it still said, and closes when that has been handed on. */
  void ended() {
    Master last = master;
    if (last != null) {
      boolean more = true;
      for (int i = 0; i < LAST_READS && more; i++) {
        more = last.read();
      }
      poller.close(last);
      master = null;
    }
    closeWhenDone();
  }

  private void closeWhenDone() {
    if (master == null && backlog.isEmpty()) {
      close();
    }
  }

  void close() {
    hangUp();
    Listener open = listener;
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

  /** The master's side of the pty. */
  private final class Master implements Poller.Port {
    private final int fd;
    private boolean slaveClosed;
    private byte[] typed = new byte[0];

    Master(int fd) {
      this.fd = fd;
    }

    @Override
    public int fd() {
      return fd;
    }

    @Override
    public int wanted() {
      if (slaveClosed) {
        return -1;
      }
      return typed.length > 0 ? Posix.POLLIN | Posix.POLLOUT : Posix.POLLIN;
    }

    @Override
    public void ready(int events) {
      if (typed.length > 0) {
        write();
      }
      if ((events & ~Posix.POLLOUT) != 0) {
        read();
      }
    }

    /** Whether there may be more. */
    boolean read() {
      int got = Posix.read(fd, chunk);
      if (got == -Posix.EAGAIN || got == -Posix.EINTR) {
        return got == -Posix.EINTR;
      }
      if (got <= 0) {
        // EIO: no process has the slave open; whether the machine ended is told by its exit.
        slaveClosed = true;
        return false;
      }
      MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, bytes, 0, got);
      lastWords.heard(bytes, got);
      backlog.append(bytes, got);
      if (client != null) {
        client.flush();
      }
      return true;
    }

    void type(byte[] more) {
      typed = more;
      write();
    }

    private void write() {
      MemorySegment.copy(typed, 0, chunk, ValueLayout.JAVA_BYTE, 0, typed.length);
      int done = Posix.write(fd, chunk, typed.length);
      if (done == typed.length || (done < 0 && done != -Posix.EAGAIN && done != -Posix.EINTR)) {
        typed = new byte[0];
      } else if (done > 0) {
        typed = Arrays.copyOfRange(typed, done, typed.length);
      }
    }

    boolean takesMore() {
      return typed.length == 0;
    }
  }

  /** Whoever is connected to the console's socket. */
  private final class Client implements Poller.Port {
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
      return master == null || master.takesMore() ? wanted | Posix.POLLIN : wanted;
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
      if (master != null && !master.takesMore()) {
        gone(); // only a hang-up is reported while nothing is asked for
        return;
      }
      int got = Posix.read(fd, chunk);
      if (got == -Posix.EAGAIN || got == -Posix.EINTR) {
        return;
      }
      if (got <= 0) {
        gone();
      } else if (master != null) {
        byte[] typed = new byte[got];
        MemorySegment.copy(chunk, ValueLayout.JAVA_BYTE, 0, typed, 0, got);
        master.type(typed);
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

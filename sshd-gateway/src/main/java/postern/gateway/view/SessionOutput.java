package postern.gateway.view;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.ssh.SessionChannel;
import postern.mux.Attachment;
import postern.mux.Notice;
import postern.mux.ReadResult;
import postern.mux.screen.AsciiText;
import postern.mux.screen.OneByteText;

/**
 * Writes the machine's output and the gateway's notices to the client. It writes only while the
 * channel takes bytes, so it never waits. What the client does not read stays in the console's
 * ring.
 */
public final class SessionOutput {
  /** The form of the output. */
  public enum Form {
    /** For a terminal, with notices among the machine's output. */
    TERMINAL,
    /** For a terminal, with notices on standard error. */
    RAW_TERMINAL,
    /** The exact bytes, with notices on standard error. */
    PIPE;

    public static Form of(boolean raw, boolean terminal) {
      if (!terminal) {
        return PIPE;
      }
      return raw ? RAW_TERMINAL : TERMINAL;
    }
  }

  /** Receives what a console reports besides output. */
  public interface Events {
    void missed(ReadResult.Missed missed);

    void noticed(Notice notice);

    void closed(String why);
  }

  private static final int WRITE = 32 * 1024;
  private static final int SMALL = 2 * 1024;
  private static final int SLACK = 64;
  private static final int LEAST = 256;

  /** After this time without output a large buffer is released, nanoseconds. */
  private static final long QUIET = 1_000_000_000L;

  /** Fits into {@link #SMALL} even if each byte becomes three. */
  private static final int SMALL_OUTPUT = 512;

  private static final Duration GOODBYE = Duration.ofSeconds(1);
  private static final int MOST_NOTICES = 100;

  /** How long notices wait for the end of a control sequence, nanoseconds. */
  private static final long BOUNDARY_WAIT = 1_000_000_000L;

  private final SessionChannel channel;
  private final Attachment attachment;
  private final Form form;
  private final LongSupplier nanos;
  private final OutputQueue queue = new OutputQueue();
  private final ArrayDeque<String> notices = new ArrayDeque<>();
  private final ConfiguredFilter filter = new ConfiguredFilter();
  private final HiddenQueries hiddenQueries = new HiddenQueries();
  private @Nullable OneByteText charset;
  private ByteBuffer out = ByteBuffer.allocate(SMALL);
  private boolean grow;
  private boolean ended;
  private boolean held;
  private boolean heldAndHidden;
  private boolean hidden;
  private boolean shortcut = true;
  private long lastOutputAt;
  private long lastNoticeAt;
  private long firstNoticeAt;
  private long moreNotices;

  public SessionOutput(
      SessionChannel channel, Attachment attachment, Form form, LongSupplier nanos) {
    this.channel = channel;
    this.attachment = attachment;
    this.form = form;
    this.nanos = nanos;
    this.lastOutputAt = nanos.getAsLong();
  }

  /** Follows the configuration of what a terminal gets, which may change at any time. */
  public void follow(Supplier<Output> configured) {
    filter.follow(configured);
  }

  /** Sets the charset in which the machine writes. Terminals get UTF-8. */
  public void machineCharset(Charset machine) {
    boolean same = form == Form.PIPE || machine.equals(StandardCharsets.UTF_8);
    charset = same ? null : new OneByteText(machine);
  }

  /** Starts at most one write. */
  public void pump(Events events) {
    if (!channel.writable()) {
      return;
    }
    if (form != Form.TERMINAL && !notices.isEmpty()) {
      channel.writeAside(takeNotices("", lineEnd()));
      return;
    }
    if (grow && out.capacity() < WRITE) {
      out = ByteBuffer.allocate(WRITE + SLACK);
    }
    out.clear();
    fill(events);
    grow = out.remaining() < LEAST + SLACK;
    if (out.position() > 0) {
      channel.write(out.flip());
      return;
    }
    if (out.capacity() > SMALL && nanos.getAsLong() - lastOutputAt > QUIET) {
      out = ByteBuffer.allocate(SMALL);
    }
    if (form != Form.TERMINAL && !notices.isEmpty()) {
      channel.writeAside(takeNotices("", lineEnd()));
    }
  }

  /**
   * Writes a small output of the machine, such as an echo, if nothing else is due.
   *
   * @return false if something else is due
   */
  public boolean pumpSmallOutput() {
    if (!shortcut || held || ended || grow || !queue.isEmpty() || !notices.isEmpty()) {
      return false;
    }
    while (channel.writable()) {
      ReadResult result = attachment.readIfSmall(SMALL_OUTPUT);
      if (!(result instanceof ReadResult.Output(ByteBuffer bytes, long end))) {
        return result instanceof ReadResult.Nothing;
      }
      out.clear();
      put(bytes, end);
      if (out.position() > 0) {
        channel.write(out.flip());
      }
    }
    return false;
  }

  private void fill(Events events) {
    while (queue.drainTo(out) && (!held || heldAndHidden)) {
      if (form == Form.TERMINAL && !notices.isEmpty() && !held) {
        putNotices();
      }
      int room = out.remaining() - SLACK;
      if (room < LEAST || ended || !queue.isEmpty()) {
        return;
      }
      switch (attachment.read(charset == null ? room : room / OneByteText.GROWS)) {
        case ReadResult.Output(ByteBuffer bytes, long end) -> put(bytes, end);
        case ReadResult.Missed missed -> events.missed(missed);
        case ReadResult.Notification(Notice notice) -> events.noticed(notice);
        case ReadResult.Closed(String why) -> {
          ended = true;
          events.closed(why);
        }
        case ReadResult.Nothing() -> {
          return;
        }
      }
    }
  }

  private void put(ByteBuffer bytes, long end) {
    lastOutputAt = nanos.getAsLong();
    if (form == Form.PIPE) {
      out.put(bytes);
    } else if (hidden || heldAndHidden) {
      hiddenQueries.feed(bytes, end);
    } else {
      filter.pass(toUtf8(bytes), out);
      channel.exact(filter.raw());
    }
  }

  /** Converts the machine's bytes to the charset of terminals. */
  public ByteBuffer toUtf8(ByteBuffer bytes) {
    OneByteText other = charset;
    return other == null ? bytes : other.utf8(bytes);
  }

  private void putNotices() {
    boolean waited = hidden || nanos.getAsLong() - firstNoticeAt >= BOUNDARY_WAIT;
    if (!filter.atBoundary() && !waited) {
      return; // a notice must not cut a control sequence
    }
    lastNoticeAt = nanos.getAsLong();
    queue.add(takeNotices("\r\n", "\r\n"), true);
    queue.drainTo(out);
  }

  private String lineEnd() {
    return form == Form.PIPE ? "\n" : "\r\n";
  }

  private ByteBuffer takeNotices(String before, String after) {
    StringBuilder text = new StringBuilder(before);
    for (String line = notices.poll(); line != null; line = notices.poll()) {
      text.append(line).append(after);
    }
    if (moreNotices > 0) {
      text.append("[postern: " + moreNotices + " more notices are not shown]").append(after);
      moreNotices = 0;
    }
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(text.toString());
    return channel.utf8() || form == Form.PIPE ? utf8 : new AsciiText().of(utf8);
  }

  /** Tells the person one line, which has no brackets, prefix or line end. */
  public void notice(String line) {
    noticeLine("[postern: " + line + "]");
  }

  /** Tells the person a heading, and lines below it as they are. */
  public void notice(String heading, List<String> lines) {
    notice(heading);
    lines.forEach(line -> noticeLine("  " + line));
  }

  /** Tells the person one line as it is. */
  public void noticeLine(String line) {
    if (notices.size() >= MOST_NOTICES) {
      moreNotices++;
      return;
    }
    if (notices.isEmpty()) {
      firstNoticeAt = nanos.getAsLong();
    }
    notices.add(line);
  }

  /** Writes bytes of the gateway before any further output of the machine. */
  public void show(byte[] bytes) {
    if (bytes.length > 0) {
      queue.add(ByteBuffer.wrap(bytes), true);
    }
  }

  /** As {@link #show}, for bytes that change modes of the terminal and must not be dropped. */
  public void showModes(byte[] bytes) {
    queue.add(ByteBuffer.wrap(bytes), false);
  }

  /** Resets the terminal after everything it was sent. */
  public void resetTerminal() {
    showModes(filter.reset());
  }

  /** Shows earlier output of the machine in the same way as its live output. */
  public void showHistory(ByteBuffer bytes) {
    if (form == Form.PIPE) {
      queue.add(bytes, true);
    } else {
      queue.add(filtered(bytes), true);
    }
  }

  /** As {@link #show}, for bytes that start a new screen and may end within a control sequence. */
  public void showScreen(byte[] bytes) {
    filter.restart();
    queue.add(filtered(ByteBuffer.wrap(bytes)), true);
  }

  private ByteBuffer filtered(ByteBuffer bytes) {
    ByteBuffer passed = ByteBuffer.allocate(bytes.remaining() + SLACK);
    filter.pass(bytes, passed);
    return passed.flip();
  }

  /** Drops what was shown and of which nothing has been written, because a new screen follows. */
  public void dropScreens() {
    queue.dropReplaceable();
  }

  /** Holds the machine's output and the notices back, so that only {@link #show} is written. */
  void hold(boolean on) {
    held = on && form == Form.TERMINAL;
  }

  /** As {@link #hold}; and output that comes meanwhile is hidden, because a new screen follows. */
  public void holdAndHide(boolean on) {
    hold(on);
    heldAndHidden = held;
  }

  /** Hides the machine's output, because its screen is painted instead. */
  void hideOutput(boolean on) {
    hidden = on;
  }

  /** Sets whether {@link #pumpSmallOutput} may write. */
  void allowShortcut(boolean on) {
    shortcut = on;
  }

  /** Returns the queries in output that was hidden. */
  HiddenQueries hiddenQueries() {
    return hiddenQueries;
  }

  /** Returns whether only {@link #show} is written now. */
  boolean held() {
    return held;
  }

  /** Returns whether the gateway may paint on the client's terminal. */
  public boolean paints() {
    return form == Form.TERMINAL;
  }

  /** Tells the channel how much memory the session uses for the pager. */
  public void usesMemory(long bytes) {
    channel.holds(bytes);
  }

  /** Returns whether there is room for what further input may show. */
  public boolean hasRoom() {
    return !queue.isFull();
  }

  /** Returns whether there is something to write as soon as the channel takes it. */
  public boolean ready() {
    if (held) {
      return !queue.isEmpty();
    }
    boolean mayTell = form != Form.TERMINAL || hidden || filter.atBoundary();
    return grow || !queue.isEmpty() || (!notices.isEmpty() && mayTell);
  }

  /** Returns whether notices wait to be written. */
  public boolean noticesPending() {
    return !held && !notices.isEmpty();
  }

  /** Returns when notices are written even within a control sequence, System.nanoTime. */
  public long noticeDeadline() {
    return firstNoticeAt + BOUNDARY_WAIT;
  }

  /** Returns when notices were last written among the output, System.nanoTime; 0 for never. */
  long lastNoticeAt() {
    return lastNoticeAt;
  }

  /** Returns when the machine last said something to this session, System.nanoTime. */
  public long lastOutputAt() {
    return lastOutputAt;
  }

  /** Resets the terminal and writes the last notices. Waits up to a second for each write. */
  public void finish() throws InterruptedException {
    if (form != Form.PIPE) {
      channel.writeFully(ByteBuffer.wrap(filter.reset()), GOODBYE);
      channel.writeFully(ByteBuffer.wrap(new byte[] {'\r', '\n'}), GOODBYE);
    }
    ByteBuffer last = takeNotices("", lineEnd());
    if (form == Form.TERMINAL) {
      channel.writeFully(last, GOODBYE);
    } else {
      writeAsideInTime(last);
    }
  }

  private void writeAsideInTime(ByteBuffer bytes) throws InterruptedException {
    long until = nanos.getAsLong() + GOODBYE.toNanos();
    for (long left = 1; !channel.writable() && left > 0 && !channel.closed(); ) {
      left = until - nanos.getAsLong();
      channel.await(Duration.ofNanos(Math.max(1, left)));
    }
    if (channel.writable()) {
      channel.writeAside(bytes);
    }
  }
}

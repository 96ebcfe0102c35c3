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
import postern.gateway.access.AttachOptions;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.ssh.SessionChannel;
import postern.mux.Attachment;
import postern.mux.Notice;
import postern.mux.ReadResult;
import postern.mux.screen.AsciiText;
import postern.mux.screen.OneByteText;

/**
 * The way of bytes to the person. Writes only while the channel takes them, so it never waits: what
 * the client does not read stays in the console's ring.
 */
public final class SessionOutput implements NoticeOutput {
  /** How output looks. */
  public enum Form {
    /** As {@link ConfiguredFilter} says, notices among it. */
    TERMINAL,
    /** As {@link ConfiguredFilter} says, notices on standard error. */
    RAW_TERMINAL,
    /** Exact, notices on standard error. */
    PIPE;

    public static Form of(AttachOptions options, boolean terminal) {
      if (!terminal) {
        return PIPE;
      }
      return options.raw() ? RAW_TERMINAL : TERMINAL;
    }
  }

  /** What is not output. */
  public interface Events {
    void missed(ReadResult.Missed missed);

    void told(Notice notice);

    void closed(String why);
  }

  static final int WRITE = 32 * 1024;
  private static final int SMALL = 2 * 1024;
  private static final int SLACK = 64;
  private static final int LEAST = 256;

  /** After so long without output a large buffer is given back, nanoseconds. */
  private static final long QUIET = 1_000_000_000L;

  /** Fits {@link #SMALL} also where one byte becomes three. */
  private static final int LITTLE = 512;

  private static final Duration GOODBYE = Duration.ofSeconds(1);
  private static final int MOST_SAID = 100;

  /** How long words wait for the end of a sequence that the machine does not end, nanoseconds. */
  private static final long BOUNDARY_WAIT = 1_000_000_000L;

  private final SessionChannel channel;
  private final Attachment at;
  private final Form form;
  private final Events events;
  private final LongSupplier nanos;
  private final OutputQueue blocks = new OutputQueue();
  private final ArrayDeque<String> said = new ArrayDeque<>();
  private @Nullable OneByteText text;
  private final ConfiguredFilter filter = new ConfiguredFilter();
  private ByteBuffer out = ByteBuffer.allocate(SMALL);
  private boolean grow;
  private boolean ended;
  private long lastOutput;
  private long saidSince;
  private long unsaid;
  private boolean held;
  private boolean covered;
  private final HiddenQueries unseen = new HiddenQueries();
  private boolean drops;
  private boolean little = true;
  private long wordsAt;

  public SessionOutput(
      SessionChannel channel, Attachment at, Form form, Events events, LongSupplier nanos) {
    this.channel = channel;
    this.at = at;
    this.form = form;
    this.events = events;
    this.nanos = nanos;
    this.lastOutput = nanos.getAsLong();
  }

  Form form() {
    return form;
  }

  /** Starts at most one write. */
  public void pump() {
    if (!channel.writable()) {
      return;
    }
    if (form != Form.TERMINAL && !said.isEmpty()) {
      channel.writeAside(words("", lineEnd()));
      return;
    }
    if (grow && out.capacity() < WRITE) {
      out = ByteBuffer.allocate(WRITE + SLACK);
    }
    out.clear();
    fill();
    grow = out.remaining() < LEAST + SLACK;
    if (out.position() > 0) {
      channel.write(out.flip());
      return;
    }
    if (out.capacity() > SMALL && nanos.getAsLong() - lastOutput > QUIET) {
      out = ByteBuffer.allocate(SMALL);
    }
    if (form != Form.TERMINAL && !said.isEmpty()) {
      channel.writeAside(words("", lineEnd()));
    }
  }

  /**
   * Writes the little that the machine said, as an echo is; what else there is to show or to say is
   * left alone.
   *
   * @return false when something else is due
   */
  public boolean pumpLittle() {
    if (!little || held || ended || grow || !blocks.isEmpty() || !said.isEmpty()) {
      return false;
    }
    while (channel.writable()) {
      ReadResult take = at.readIfSmall(LITTLE);
      if (!(take instanceof ReadResult.Output(ByteBuffer bytes, long end))) {
        return take instanceof ReadResult.Nothing;
      }
      out.clear();
      output(bytes, end);
      if (out.position() > 0) {
        channel.write(out.flip());
      }
    }
    return false;
  }

  private void fill() {
    while (blocks.drainTo(out) && (!held || covered)) {
      if (form == Form.TERMINAL && !said.isEmpty() && !held) {
        appendWords();
      }
      int room = out.remaining() - SLACK;
      if (room < LEAST || ended || !blocks.isEmpty()) {
        return;
      }
      switch (at.read(text == null ? room : room / OneByteText.GROWS)) {
        case ReadResult.Output(ByteBuffer bytes, long end) -> output(bytes, end);
        case ReadResult.Missed missed -> events.missed(missed);
        case ReadResult.Notification(Notice notice) -> events.told(notice);
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

  private void output(ByteBuffer bytes, long end) {
    lastOutput = nanos.getAsLong();
    if (form == Form.PIPE) {
      out.put(bytes);
    } else if (drops || covered) {
      unseen.said(bytes, end);
    } else {
      filter.pass(readable(bytes), out);
      channel.exact(filter.raw());
    }
  }

  /** What of the machine's bytes reaches a terminal, as the configuration says at the time. */
  public void follow(Supplier<Output> configured) {
    filter.follows(configured);
  }

  /** As {@link #switchTo}, what gives the terminal back after all that it was shown. */
  public void resetTerminal() {
    switchTo(filter.giveBack());
  }

  /** The machine writes so; people's terminals read UTF-8. */
  public void speaks(Charset machine) {
    boolean same = form == Form.PIPE || machine.equals(StandardCharsets.UTF_8);
    text = same ? null : new OneByteText(machine);
  }

  /** Bytes of the machine as a terminal reads them. */
  public ByteBuffer readable(ByteBuffer bytes) {
    OneByteText other = text;
    return other == null ? bytes : other.utf8(bytes);
  }

  private void appendWords() {
    boolean waited = drops || nanos.getAsLong() - saidSince >= BOUNDARY_WAIT;
    if (!filter.atBoundary() && !waited) {
      return; // the filter passes whole sequences only, so words never cut one
    }
    wordsAt = nanos.getAsLong();
    add(words("\r\n", "\r\n"));
    blocks.drainTo(out);
  }

  private String lineEnd() {
    return form == Form.PIPE ? "\n" : "\r\n";
  }

  private ByteBuffer words(String before, String after) {
    StringBuilder text = new StringBuilder(before);
    for (String line = said.poll(); line != null; line = said.poll()) {
      text.append(line).append(after);
    }
    if (unsaid > 0) {
      text.append("[postern: ").append(unsaid).append(" more notices are not shown]").append(after);
      unsaid = 0;
    }
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(text.toString());
    return channel.utf8() || form == Form.PIPE ? utf8 : new AsciiText().of(utf8);
  }

  @Override
  public void say(String line) {
    sayAsIs("[postern: " + line + "]");
  }

  @Override
  public void say(String heading, List<String> lines) {
    say(heading);
    lines.forEach(line -> sayAsIs("  " + line));
  }

  /** One line that has its form already. */
  public void sayAsIs(String line) {
    if (said.size() >= MOST_SAID) {
      unsaid++;
      return;
    }
    if (said.isEmpty()) {
      saidSince = nanos.getAsLong();
    }
    said.add(line);
  }

  /** Bytes of our own for the terminal, in front of everything not yet taken from the console. */
  public void show(byte[] bytes) {
    if (bytes.length > 0) {
      add(ByteBuffer.wrap(bytes));
    }
  }

  private void add(ByteBuffer bytes) {
    blocks.add(bytes, true);
  }

  /** As {@link #show}, for what changes the terminal's own state: no new screen takes its place. */
  public void switchTo(byte[] bytes) {
    blocks.add(ByteBuffer.wrap(bytes), false);
  }

  /** What the machine said earlier, as what it says now would be shown. */
  public void showPast(ByteBuffer bytes) {
    if (form == Form.PIPE) {
      add(bytes);
      return;
    }
    ByteBuffer passed = ByteBuffer.allocate(bytes.remaining() + SLACK);
    filter.pass(bytes, passed);
    add(passed.flip());
  }

  /** As {@link #show}, for bytes that begin a new state and may end within a sequence. */
  void showScreen(byte[] bytes) {
    filter.begin();
    ByteBuffer passed = ByteBuffer.allocate(bytes.length + SLACK);
    filter.pass(ByteBuffer.wrap(bytes), passed);
    add(passed.flip());
  }

  /** Shows nothing but {@link #show} while somebody writes a line. */
  void hold(boolean on) {
    held = on && form == Form.TERMINAL;
  }

  /** Whether {@link #pumpLittle} may do its work, or each output is looked at. */
  void little(boolean may) {
    little = may;
  }

  /** Takes what the machine says and shows none of it: somebody paints its screen instead. */
  void drop(boolean on) {
    drops = on;
  }

  /** When words of ours were last shown, System.nanoTime; 0 for never. */
  long wordsAt() {
    return wordsAt;
  }

  /** As {@link #hold}, and what the machine says meanwhile is never shown: a new screen follows. */
  public void cover(boolean on) {
    hold(on);
    covered = held;
  }

  /** What was neither shown nor will be. */
  HiddenQueries unseen() {
    return unseen;
  }

  /** Nothing but {@link #show} is shown now. */
  boolean held() {
    return held;
  }

  /** There is a screen of ours to paint on. */
  public boolean paints() {
    return form == Form.TERMINAL;
  }

  /** Drops what was to be shown and has not begun to be: a new screen follows. */
  public void dropScreens() {
    blocks.dropScreens();
  }

  /** The past that is being looked at takes so much memory. */
  public void holds(long bytes) {
    channel.holds(bytes);
  }

  /** Keys may be taken: what they show has room. */
  public boolean takesMore() {
    return !blocks.many();
  }

  /** There is something to write as soon as the channel takes it. */
  public boolean ready() {
    if (held) {
      return !blocks.isEmpty();
    }
    boolean canSpeak = form != Form.TERMINAL || drops || filter.atBoundary();
    return grow || !blocks.isEmpty() || (!said.isEmpty() && canSpeak);
  }

  /** Words wait to be written. */
  public boolean saying() {
    return !held && !said.isEmpty();
  }

  /** When words that wait for a boundary are forced out, System.nanoTime. */
  public long boundaryEnds() {
    return saidSince + BOUNDARY_WAIT;
  }

  /** When the machine last said something to this person, System.nanoTime. */
  public long lastOutput() {
    return lastOutput;
  }

  /** Gives a terminal back and writes what is still to be said; waits a second for each. */
  public void finish() throws InterruptedException {
    if (form != Form.PIPE) {
      channel.writeFully(ByteBuffer.wrap(filter.giveBack()), GOODBYE);
      channel.writeFully(ByteBuffer.wrap(new byte[] {'\r', '\n'}), GOODBYE);
    }
    ByteBuffer words = words("", lineEnd());
    if (form == Form.TERMINAL) {
      channel.writeFully(words, GOODBYE);
    } else {
      writeAsideInTime(words);
    }
  }

  private void writeAsideInTime(ByteBuffer words) throws InterruptedException {
    long until = nanos.getAsLong() + GOODBYE.toNanos();
    for (long left = 1; !channel.writable() && left > 0 && !channel.closed(); ) {
      left = until - nanos.getAsLong();
      channel.await(Duration.ofNanos(Math.max(1, left)));
    }
    if (channel.writable()) {
      channel.writeAside(words);
    }
  }
}

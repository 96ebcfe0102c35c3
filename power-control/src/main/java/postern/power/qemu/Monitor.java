package postern.power.qemu;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.power.json.Json;

/**
 * One conversation with a QEMU monitor, as docs/interop/qmp-spec of QEMU has it. Commands may come
 * from several threads. What the other side sends is bounded: a line has at most 1 MiB, a fault
 * ends the conversation, and only the newest events are kept.
 */
final class Monitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
  private static final int LONGEST_LINE = 1024 * 1024;
  private static final int EVENTS_KEPT = 64;
  private static final Duration GREETING = Duration.ofSeconds(2);

  /** Twice this and the greeting are the five seconds that a state may take. */
  private static final Duration ANSWER = Duration.ofMillis(1500);

  /** Something that the machine told by itself; numbers count up within a conversation. */
  record Event(long number, String name, Json data) {}

  /** The monitor understood the command and said no. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    Refusal(String why) {
      super(why);
    }
  }

  private final Path socket;
  private final SocketChannel channel;
  private final CompletableFuture<Json> greeting = new CompletableFuture<>();
  private final Map<Long, CompletableFuture<Json>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock noting = new ReentrantLock();

  /** Guarded by noting. */
  private final Deque<Event> events = new ArrayDeque<>();

  /** Guarded by noting. */
  private long eventsSeen;

  private volatile boolean open = true;

  private Monitor(Path socket, SocketChannel channel) {
    this.socket = socket;
    this.channel = channel;
  }

  /** Connects and leaves the negotiation behind. */
  static Monitor open(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    Monitor monitor = new Monitor(socket, channel);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().name("qmp-" + socket.getFileName()).start(monitor::listen);
      monitor.await(monitor.greeting, GREETING, "say hello; another program may hold the monitor");
      monitor.ask("qmp_capabilities", Json.object());
      return monitor;
    } catch (IOException | RuntimeException e) {
      monitor.close();
      throw e;
    }
  }

  Json ask(String command, Json arguments) throws IOException {
    return ask(command, arguments, ANSWER);
  }

  /**
   * @return what the monitor returned
   * @throws Refusal if it said no
   */
  Json ask(String command, Json arguments, Duration limit) throws IOException {
    return askRaw(command, arguments, limit).object("return").orElseGet(Json::object);
  }

  private Json askRaw(String command, Json arguments, Duration limit) throws IOException {
    long id = ids.incrementAndGet();
    CompletableFuture<Json> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    try {
      Json request = Json.object().with("execute", command).with("id", id);
      send(request.with("arguments", arguments) + "\n");
      Json got = await(answer, limit, "answer " + command);
      Optional<Json> error = got.object("error");
      if (error.isPresent()) {
        throw new Refusal(clean(error.get().text("desc").orElse("no reason given")));
      }
      return got;
    } finally {
      waiting.remove(id);
    }
  }

  /** The labels of the character devices, except the monitor's own. */
  List<String> lineLabels() throws IOException {
    return askRaw("query-chardev", Json.object(), ANSWER).objects("return").stream()
        .filter(device -> !device.text("label").orElse("compat_monitor").startsWith("compat_mon"))
        .filter(device -> !device.text("filename").orElse("").endsWith(socket.toString()))
        .map(device -> device.text("label").orElse(""))
        .sorted(Comparator.comparing(label -> !label.matches("(serial|con).*")))
        .limit(16)
        .toList();
  }

  private Json await(CompletableFuture<Json> answer, Duration limit, String what)
      throws IOException {
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          socket + ": the monitor did not within " + limit.toMillis() + " ms " + what, e);
    } catch (ExecutionException e) {
      throw new IOException(socket + ": the monitor hung up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking the monitor", e);
    }
  }

  private void send(String line) throws IOException {
    // Held across the write on purpose: two commands must not mix their bytes. Requests are tiny.
    writing.lock();
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } finally {
      writing.unlock();
    }
  }

  private void listen() {
    try (InputStream in = new BufferedInputStream(Channels.newInputStream(channel))) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int each = in.read(); each >= 0; each = in.read()) {
        if (each == '\n') {
          heard(Json.parse(line.toString(StandardCharsets.UTF_8)));
          line.reset();
        } else if (line.size() >= LONGEST_LINE) {
          throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
        } else {
          line.write(each);
        }
      }
    } catch (IOException e) {
      LOG.debug("monitor conversation ended socket={} reason={}", socket, e.toString());
    }
    open = false;
    IOException gone = new IOException("gone");
    greeting.completeExceptionally(gone);
    waiting.values().forEach(answer -> answer.completeExceptionally(gone));
  }

  private void heard(Json message) {
    if (message.has("QMP")) {
      greeting.complete(message);
    }
    message
        .text("event")
        .ifPresent(name -> note(name, message.object("data").orElseGet(Json::object)));
    CompletableFuture<Json> answer = waiting.get(message.number("id").orElse(-1L));
    if (answer != null) {
      answer.complete(message);
    }
  }

  private void note(String name, Json data) {
    LOG.debug("monitor event socket={} event={}", socket, clean(name));
    noting.lock();
    try {
      events.addLast(new Event(++eventsSeen, name, data));
      if (events.size() > EVENTS_KEPT) {
        events.removeFirst();
      }
    } finally {
      noting.unlock();
    }
  }

  /** How many events have come in this conversation. */
  long eventsSeen() {
    noting.lock();
    try {
      return eventsSeen;
    } finally {
      noting.unlock();
    }
  }

  List<Event> eventsAfter(long number) {
    noting.lock();
    try {
      return events.stream().filter(event -> event.number() > number).toList();
    } finally {
      noting.unlock();
    }
  }

  boolean open() {
    return open;
  }

  private static String clean(String text) {
    String clean = text.replaceAll("[^ -~]", "?");
    return clean.substring(0, Math.min(200, clean.length()));
  }

  @Override
  public void close() {
    open = false;
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("monitor not closed socket={} reason={}", socket, e.getMessage());
    }
  }
}

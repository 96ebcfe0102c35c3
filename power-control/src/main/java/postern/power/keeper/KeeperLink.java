package postern.power.keeper;

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
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import postern.power.json.Json;

/**
 * One connection to a running keeper. Requests may come from any thread and end within their limit;
 * notices are called on the connection's own virtual thread.
 */
final class KeeperLink implements AutoCloseable {
  private static final int LONGEST_LINE = 8 * 1024 * 1024;

  private final SocketChannel channel;
  private final Consumer<Json> notices;
  private final Consumer<String> lost;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<Json>> waiting = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean open = true;
  private volatile boolean closing;

  private KeeperLink(SocketChannel channel, Consumer<Json> notices, Consumer<String> lost) {
    this.channel = channel;
    this.notices = notices;
    this.lost = lost;
  }

  static KeeperLink connect(Path control, Consumer<Json> notices, Consumer<String> lost)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(control));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    KeeperLink link = new KeeperLink(channel, notices, lost);
    Thread.ofVirtual().name("keeper-link").start(link::listen);
    return link;
  }

  boolean open() {
    return open;
  }

  /**
   * @throws IOException if the keeper is gone, silent or says no
   */
  Json ask(Json request, Duration limit) throws IOException {
    long id = ids.incrementAndGet();
    CompletableFuture<Json> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    try {
      send(request.with("id", id) + "\n");
      Json got = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (got.has("error")) {
        throw new KeeperRefused(got.text("error").orElse("no reason given"));
      }
      return got;
    } catch (TimeoutException e) {
      throw new IOException("the keeper did not answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("the keeper hung up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking the keeper", e);
    } finally {
      waiting.remove(id);
    }
  }

  private void send(String line) throws IOException {
    if (!open) {
      throw new IOException("the keeper hung up");
    }
    // Held across the write on purpose: two requests must not mix their bytes.
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
    String why = "it hung up";
    try (InputStream in = new BufferedInputStream(Channels.newInputStream(channel))) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int each = in.read(); each >= 0 && line.size() < LONGEST_LINE; each = in.read()) {
        if (each == '\n') {
          heard(Json.parse(line.toString(StandardCharsets.UTF_8)));
          line.reset();
        } else {
          line.write(each);
        }
      }
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    open = false;
    waiting.values().forEach(answer -> answer.completeExceptionally(new IOException("gone")));
    if (!closing) {
      lost.accept(why);
    }
  }

  private void heard(Json message) {
    if (message.has("ended")) {
      message.object("ended").ifPresent(notices);
      return;
    }
    CompletableFuture<Json> answer = waiting.get(message.number("id").orElse(-1L));
    if (answer != null) {
      answer.complete(message);
    }
  }

  @Override
  public void close() {
    closing = true;
    open = false;
    try {
      channel.close();
    } catch (IOException e) {
      Keeper.LOG.debug("keeper link not closed reason={}", e.getMessage());
    }
  }
}

package postern.power.json;

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

/**
 * A client of a unix socket that speaks JSON, one object on each line. Every request carries an
 * {@code id}, and the answer carries the same one. Messages without an {@code id} go to the
 * listener.
 *
 * <p>Any thread may send requests. A line that is too long or that is not JSON ends the connection.
 */
public final class JsonLinesClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JsonLinesClient.class);

  /**
   * The other end of the connection.
   *
   * @param name how error messages call it
   * @param longestLine the longest line that is accepted from it, in bytes
   */
  public record Peer(Path socket, String name, int longestLine) {}

  /** Called on the connection's own virtual thread; must return soon. */
  public interface Listener {
    /** A message that answers no request. */
    void received(Json message);

    /** The connection has ended, and not by {@link JsonLinesClient#close}. Called at most once. */
    void lost(String reason);
  }

  private final Peer peer;
  private final Listener listener;
  private final SocketChannel channel;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<Json>> pending = new ConcurrentHashMap<>();
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean open = true;
  private volatile boolean closed;

  private JsonLinesClient(Peer peer, Listener listener, SocketChannel channel) {
    this.peer = peer;
    this.listener = listener;
    this.channel = channel;
  }

  public static JsonLinesClient connect(Peer peer, Listener listener) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(peer.socket()));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    JsonLinesClient client = new JsonLinesClient(peer, listener, channel);
    Thread.ofVirtual().name("json-" + peer.socket().getFileName()).start(client::read);
    return client;
  }

  /** Whether requests can be sent. */
  public boolean isOpen() {
    return open;
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws IOException if the connection has ended, or if there was no answer within the limit
   */
  public Json ask(Json request, Duration limit) throws IOException {
    long id = ids.incrementAndGet();
    CompletableFuture<Json> answer = new CompletableFuture<>();
    pending.put(id, answer);
    try {
      send(request.with("id", id) + "\n");
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(peer.name() + " did not answer within " + limit.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw new IOException(peer.name() + " hung up", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for an answer from " + peer.name(), e);
    } finally {
      pending.remove(id);
    }
  }

  private void send(String line) throws IOException {
    // The lock is held during the write so that the bytes of two requests do not mix. Requests
    // are small.
    writing.lock();
    try {
      // Checked after the answer was registered: the reader either fails it or is seen here.
      if (!open) {
        throw new IOException(peer.name() + " hung up");
      }
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } finally {
      writing.unlock();
    }
  }

  private void read() {
    String reason = "it hung up";
    try {
      readLines();
    } catch (IOException e) {
      reason = String.valueOf(e.getMessage());
    } finally {
      open = false;
      pending.values().forEach(answer -> answer.completeExceptionally(new IOException("hung up")));
    }
    LOG.debug("connection ended socket={} reason={}", peer.socket(), reason);
    if (!closed) {
      listener.lost(reason);
    }
  }

  private void readLines() throws IOException {
    try (InputStream in = new BufferedInputStream(Channels.newInputStream(channel))) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n') {
          dispatch(Json.parse(line.toString(StandardCharsets.UTF_8)));
          line.reset();
        } else if (line.size() >= peer.longestLine()) {
          throw new IOException("it sent a line of more than " + peer.longestLine() + " bytes");
        } else {
          line.write(next);
        }
      }
    }
  }

  private void dispatch(Json message) {
    Optional<Long> id = message.number("id");
    if (id.isEmpty()) {
      listener.received(message);
      return;
    }
    CompletableFuture<Json> answer = pending.get(id.get());
    if (answer != null) {
      answer.complete(message);
    }
  }

  @Override
  public void close() {
    closed = true;
    open = false;
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("connection not closed socket={} reason={}", peer.socket(), e.getMessage());
    }
  }
}

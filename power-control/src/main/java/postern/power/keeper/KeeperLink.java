package postern.power.keeper;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import postern.power.KeeperNotice;
import postern.power.json.Json;
import postern.power.json.JsonLinesClient;

/** A connection to a running keeper. Any thread may send requests. */
final class KeeperLink implements AutoCloseable {
  private static final int LONGEST_LINE = 8 * 1024 * 1024;

  private final JsonLinesClient client;

  private KeeperLink(JsonLinesClient client) {
    this.client = client;
  }

  /**
   * @param notices called on the connection's own thread; must return soon
   */
  static KeeperLink connect(Path control, Consumer<KeeperNotice> notices) throws IOException {
    JsonLinesClient.Peer peer = new JsonLinesClient.Peer(control, "the keeper", LONGEST_LINE);
    return new KeeperLink(JsonLinesClient.connect(peer, new Notices(notices)));
  }

  private record Notices(Consumer<KeeperNotice> consumer) implements JsonLinesClient.Listener {
    @Override
    public void received(Json message) {
      message.object("ended").map(KeptStatus::notice).ifPresent(consumer);
    }

    @Override
    public void lost(String reason) {
      consumer.accept(new KeeperNotice.KeeperLost(reason));
    }
  }

  boolean isOpen() {
    return client.isOpen();
  }

  /**
   * @throws KeeperRefused if the keeper refused
   * @throws IOException if the keeper hung up or did not answer
   */
  Json ask(Json request, Duration limit) throws IOException {
    Json answer = client.ask(request, limit);
    if (answer.has("error")) {
      throw new KeeperRefused(answer.text("error").orElse("no reason given"));
    }
    return answer;
  }

  @Override
  public void close() {
    client.close();
  }
}

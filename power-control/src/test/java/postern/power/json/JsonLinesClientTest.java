package postern.power.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.testing.FakeServer;

final class JsonLinesClientTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int LONGEST_LINE = 1000;

  @TempDir Path dir;
  private final Recorder recorder = new Recorder();

  private static final class Recorder implements JsonLinesClient.Listener {
    final List<String> received = new CopyOnWriteArrayList<>();
    final List<String> lost = new CopyOnWriteArrayList<>();

    @Override
    public void received(Json message) {
      received.add(message.toString());
    }

    @Override
    public void lost(String reason) {
      lost.add(reason);
    }
  }

  private JsonLinesClient connect() throws IOException {
    return JsonLinesClient.connect(
        new JsonLinesClient.Peer(dir.resolve("socket"), "the server", LONGEST_LINE), recorder);
  }

  private FakeServer server(String... answers) throws IOException {
    return FakeServer.sending(dir.resolve("socket"), answers);
  }

  private static Json request() {
    return Json.object().with("do", "something");
  }

  @Test
  void anAnswerIsMatchedToItsRequestById() throws Exception {
    String both = "{\"id\":2,\"n\":\"second\"}\n{\"id\":1,\"n\":\"first\"}\n";
    try (FakeServer server = server("", "", both);
        JsonLinesClient client = connect()) {
      assertThat(server.path()).exists();
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.add(answer);
        Thread.ofVirtual().start(() -> ask(client, answer));
      }
      assertThat(answers.stream().map(CompletableFuture::join))
          .containsExactlyInAnyOrder("first", "second");
      assertThat(recorder.received).isEmpty();
    }
  }

  private static void ask(JsonLinesClient client, CompletableFuture<String> answer) {
    try {
      answer.complete(client.ask(request(), LIMIT).text("n").orElse(""));
    } catch (IOException e) {
      answer.completeExceptionally(e);
    }
  }

  @Test
  void messagesWithoutAnIdGoToTheListenerInOrder() throws Exception {
    try (FakeServer server = server("{\"event\":\"a\"}\n{\"event\":\"b\"}\n", "{\"id\":1}\n");
        JsonLinesClient client = connect()) {
      assertThat(server.path()).exists();
      assertThat(client.ask(request(), LIMIT).number("id")).contains(1L);
      assertThat(recorder.received).containsExactly("{\"event\":\"a\"}", "{\"event\":\"b\"}");
    }
  }

  @Test
  void aLateAnswerIsDiscardedAndTheNextRequestGetsItsOwn() throws Exception {
    try (FakeServer server = server("", "", "{\"id\":1}\n{\"id\":2}\n");
        JsonLinesClient client = connect()) {
      assertThat(server.path()).exists();
      assertThatThrownBy(() -> client.ask(request(), Duration.ofMillis(100)))
          .hasMessage("the server did not answer within 100 ms");
      assertThat(client.isOpen()).isTrue();
      assertThat(client.ask(request(), LIMIT).number("id")).contains(2L);
      assertThat(recorder.received).isEmpty();
    }
  }

  @Test
  void anythingThatIsNotABoundedJsonObjectEndsTheConnection() throws Exception {
    String tooLong = "{\"a\":\"" + "x".repeat(LONGEST_LINE) + "\"}\n";
    for (String nonsense : List.of("\n", "hello\n", "[]\n", "{\n", "{}{}\n", tooLong)) {
      recorder.lost.clear();
      try (FakeServer server = server("", nonsense);
          JsonLinesClient client = connect()) {
        assertThat(server.path()).exists();
        assertThatThrownBy(() -> client.ask(request(), LIMIT)).hasMessage("the server hung up");
        await().until(() -> recorder.lost.size() == 1);
        assertThat(client.isOpen()).isFalse();
      }
    }
    assertThat(recorder.lost).containsExactly("it sent a line of more than 1000 bytes");
    assertThat(recorder.received).isEmpty();
  }

  @Test
  void aLineOfTheGreatestLengthIsAccepted() throws Exception {
    String longest = "{\"a\":\"" + "x".repeat(LONGEST_LINE - 8) + "\"}";
    assertThat(longest).hasSize(LONGEST_LINE);
    try (FakeServer server = server(longest + "\n");
        JsonLinesClient client = connect()) {
      assertThat(server.path()).exists();
      await().until(() -> recorder.received.equals(List.of(longest)));
      assertThat(client.isOpen()).isTrue();
    }
  }

  @Test
  void aClosedClientReportsNoLoss() throws Exception {
    try (FakeServer server = server("");
        JsonLinesClient client = connect()) {
      assertThat(server.path()).exists();
      CompletableFuture<String> answer = new CompletableFuture<>();
      Thread asker = Thread.ofVirtual().start(() -> ask(client, answer));
      await().until(() -> asker.getState() == Thread.State.TIMED_WAITING);
      client.close();
      assertThatThrownBy(answer::join).hasMessageContaining("the server hung up");
      assertThatThrownBy(() -> client.ask(request(), LIMIT)).hasMessage("the server hung up");
      assertThat(recorder.lost).isEmpty();
    }
  }

  @Test
  void aServerThatIsNotThereCannotBeConnectedTo() {
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    assertThat(recorder.lost).isEmpty();
  }
}

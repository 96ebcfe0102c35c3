package postern.power.qemu;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import postern.power.json.Json;
import postern.power.json.JsonLinesClient;

/**
 * A connection to a QEMU monitor that speaks QMP (docs/interop/qmp-spec in QEMU's sources). Any
 * thread may send commands.
 */
final class Monitor implements AutoCloseable {
  private static final int LONGEST_LINE = 1024 * 1024;
  private static final Duration GREETING = Duration.ofSeconds(2);

  /** Two answers and the greeting stay within the five seconds that reading a state may take. */
  private static final Duration ANSWER = Duration.ofMillis(1500);

  /** QEMU refused the command. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1L;

    Refusal(String why) {
      super(why);
    }
  }

  private final Path socket;
  private final JsonLinesClient client;
  private final MonitorEvents events;

  private Monitor(Path socket, JsonLinesClient client, MonitorEvents events) {
    this.socket = socket;
    this.client = client;
    this.events = events;
  }

  /** Connects and completes the capabilities negotiation. */
  static Monitor open(Path socket) throws IOException {
    MonitorEvents events = new MonitorEvents(socket);
    JsonLinesClient.Peer peer =
        new JsonLinesClient.Peer(socket, socket + ": the monitor", LONGEST_LINE);
    Monitor monitor = new Monitor(socket, JsonLinesClient.connect(peer, events), events);
    try {
      events.awaitGreeting(GREETING);
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
   * Sends a command and returns what QEMU returned.
   *
   * @throws Refusal if QEMU answered with an error
   */
  Json ask(String command, Json arguments, Duration limit) throws IOException {
    return answer(command, arguments, limit).object("return").orElseGet(Json::object);
  }

  private Json answer(String command, Json arguments, Duration limit) throws IOException {
    Json request = Json.object().with("execute", command).with("arguments", arguments);
    Json answer = client.ask(request, limit);
    Optional<Json> error = answer.object("error");
    if (error.isPresent()) {
      throw new Refusal(clean(error.get().text("desc").orElse("no reason given")));
    }
    return answer;
  }

  /** The labels of the character devices other than the monitor's, serial lines first. */
  List<String> lineLabels() throws IOException {
    return answer("query-chardev", Json.object(), ANSWER).objects("return").stream()
        .filter(device -> !device.text("label").orElse("compat_monitor").startsWith("compat_mon"))
        .filter(device -> !device.text("filename").orElse("").endsWith(socket.toString()))
        .map(device -> device.text("label").orElse(""))
        .sorted(Comparator.comparing(label -> !label.matches("(serial|con).*")))
        .limit(16)
        .toList();
  }

  MonitorEvents events() {
    return events;
  }

  boolean isOpen() {
    return client.isOpen();
  }

  /** Printable ASCII, at most 200 characters. */
  static String clean(String text) {
    String clean = text.replaceAll("[^ -~]", "?");
    return clean.substring(0, Math.min(200, clean.length()));
  }

  @Override
  public void close() {
    client.close();
  }
}

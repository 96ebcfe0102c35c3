package postern.gateway.tenant;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import postern.gateway.command.SshOutput;
import postern.gateway.machine.LiveMachine;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;
import postern.mux.LineState;
import postern.mux.Participant;

/** Shows the numbered list of a person's machines and lets them choose one by number or name. */
public final class MachinePicker {
  private static final int LONGEST_LINE = 128;
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  private final SessionChannel channel;
  private final List<LiveMachine> machines;
  private final SshOutput out;

  public MachinePicker(SessionChannel channel, List<LiveMachine> machines) {
    this.channel = channel;
    this.machines = machines;
    this.out = new SshOutput(channel);
  }

  /** Returns the chosen machine; empty if the person left, or chose nothing for ten minutes. */
  public Optional<LiveMachine> pick() throws InterruptedException {
    if (machines.isEmpty()) {
      out.line("You have no machines here.");
      return Optional.empty();
    }
    show();
    while (true) {
      channel.writeFully(utf8("machine (number or name, q leaves): "), Duration.ofSeconds(30));
      Optional<String> line = readLine();
      if (line.isEmpty() || line.get().equals("q")) {
        return Optional.empty();
      }
      Optional<LiveMachine> chosen = find(line.get());
      if (chosen.isPresent()) {
        return chosen;
      }
      if (!line.get().isEmpty()) {
        out.line("You have no such machine.");
      }
    }
  }

  private void show() {
    int width = machines.stream().mapToInt(m -> name(m).length()).max().orElse(0);
    for (int i = 0; i < machines.size(); i++) {
      LiveMachine machine = machines.get(i);
      var status = machine.console().status();
      String state = status.line() instanceof LineState.Down down ? "down: " + down.why() : "up";
      String keyboard =
          status.keyboard().map(Participant::name).map(n -> ", keyboard: " + n).orElse("");
      out.line(
          String.format(
              "%4d  %-" + width + "s  power %s, console %s%s",
              i + 1,
              name(machine),
              machine.powerSeen().power().word(),
              state,
              keyboard));
    }
  }

  private String name(LiveMachine machine) {
    boolean one = machines.stream().map(m -> m.entry().tenant()).distinct().count() == 1;
    return one ? machine.entry().name() : machine.entry().fullName();
  }

  private Optional<LiveMachine> find(String word) {
    if (word.matches("\\d{1,6}")) {
      int n = Integer.parseInt(word);
      if (n >= 1 && n <= machines.size()) {
        return Optional.of(machines.get(n - 1)); // TENANT/NAME is never a number
      }
    }
    String lower = word.toLowerCase(Locale.ROOT);
    List<LiveMachine> named =
        machines.stream()
            .filter(m -> m.entry().name().equals(lower) || m.entry().fullName().equals(lower))
            .toList();
    return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
  }

  /** Reads and echoes a line; empty on Ctrl-C, Ctrl-D, end of input or after ten minutes. */
  private Optional<String> readLine() throws InterruptedException {
    StringBuilder line = new StringBuilder();
    long deadline = System.nanoTime() + IDLE_TIMEOUT.toNanos();
    while (!channel.closed() && System.nanoTime() < deadline) {
      Input input = channel.poll();
      if (input == null) {
        channel.await(Duration.ofSeconds(5));
        continue;
      }
      if (input instanceof Input.Eof) {
        return Optional.empty();
      }
      if (input instanceof Input.Bytes(ByteBuffer bytes, var packet, var nanos)) {
        while (bytes.hasRemaining()) {
          int c = bytes.get() & 0xff;
          if (c == '\r' || c == '\n') {
            echo("\r\n");
            return Optional.of(line.toString().strip());
          }
          if (c == 3 || c == 4) {
            echo("\r\n");
            return Optional.empty();
          }
          edit(line, c);
        }
      }
    }
    return Optional.empty();
  }

  private void edit(StringBuilder line, int c) throws InterruptedException {
    if ((c == 8 || c == 127) && !line.isEmpty()) {
      line.setLength(line.length() - 1);
      echo("\b \b");
    } else if (c >= 0x20 && c < 0x7f && line.length() < LONGEST_LINE) {
      line.append((char) c);
      echo(String.valueOf((char) c));
    }
  }

  private void echo(String text) throws InterruptedException {
    channel.writeFully(utf8(text), Duration.ofSeconds(30));
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}

package postern.gateway.tenant;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import postern.gateway.act.LiveSession;
import postern.gateway.command.CommandOutput;
import postern.gateway.playbook.RunClient;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.text.PlainText;
import postern.mux.screen.OutputFilter;

/** The SSH channel of the person who runs a playbook: shows the run and takes Ctrl-C. */
final class RescueTerminal implements RunClient {
  private static final int CTRL_C = 3;
  private static final int FILTER_MARGIN = 64;

  private final SessionChannel channel;
  private final LiveSession session;
  private final CommandOutput out;
  private final OutputFilter filter = new OutputFilter();
  private long heard;
  private boolean lineOpen;
  private boolean interrupted;

  RescueTerminal(SessionChannel channel, LiveSession session, CommandOutput out) {
    this.channel = channel;
    this.session = session;
    this.out = out;
    this.heard = channel.lastHeard();
  }

  /** Filters the output even without a terminal, because a person usually reads it. */
  @Override
  public void output(ByteBuffer bytes) {
    ByteBuffer shown = ByteBuffer.allocate(bytes.remaining() + FILTER_MARGIN);
    filter.pass(bytes, shown);
    shown.flip();
    if (shown.hasRemaining()) {
      lineOpen = shown.get(shown.limit() - 1) != '\n';
      out.bytes(shown);
    }
  }

  @Override
  public void told(String line) {
    finish();
    out.error("[postern: " + PlainText.clean(line, 300) + "]");
  }

  /** Ends a line that the console left open, so that the next notice starts at the left. */
  void finish() {
    if (lineOpen && !channel.closed()) {
      lineOpen = false;
      out.error("");
    }
  }

  @Override
  public Optional<String> stopped() {
    for (Input input = channel.poll(); input != null; input = channel.poll()) {
      if (input instanceof Input.Bytes(ByteBuffer bytes, var packet, var nanos)) {
        while (bytes.hasRemaining()) {
          interrupted |= bytes.get() == CTRL_C;
        }
      }
    }
    if (interrupted) {
      return Optional.of("stopped by Ctrl-C");
    }
    if (channel.closed()) {
      return Optional.of("stopped: the client has gone");
    }
    return session.ending().map(ending -> "stopped: " + ending.text());
  }

  @Override
  public boolean heard() {
    long last = channel.lastHeard();
    boolean changed = last != heard;
    heard = last;
    return changed;
  }

  @Override
  public void rest(Duration atMost) throws InterruptedException {
    channel.await(atMost);
  }
}

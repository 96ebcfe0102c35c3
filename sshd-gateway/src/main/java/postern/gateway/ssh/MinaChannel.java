package postern.gateway.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.jspecify.annotations.Nullable;
import postern.gateway.ssh.SessionChannel.Terminal;
import postern.gateway.text.PlainText;

/**
 * MINA's side of a session channel: takes requests and data on the I/O thread, hands them over and
 * returns. What may be asked is a list; all else is refused and told.
 */
final class MinaChannel extends ChannelSession {
  private static final int COMMAND_LIMIT = 64 * 1024;
  private static final int LARGEST_SIDE = 1000;

  private final SessionHandler handler;
  private final ServedChannel served = new ServedChannel(this);
  private @Nullable Terminal terminal;
  private @Nullable String started;

  /** The client's terminal was in UTF-8 when it asked for ours (RFC 8160). */
  private boolean iutf8;

  private final ClientLocale locale = new ClientLocale();
  private boolean running;
  private final AtomicBoolean gone = new AtomicBoolean();

  /** The channel, and the session's thread while there is one: what both hold is counted once. */
  private final AtomicInteger users = new AtomicInteger(1);

  MinaChannel(SessionHandler handler) {
    super(List.of());
    this.handler = handler;
  }

  ClientConnection connection() {
    return (ClientConnection) getSession();
  }

  @Override
  protected Result handleInternalRequest(String request, boolean wantReply, Buffer buffer)
      throws IOException {
    return switch (request) {
      case "pty-req", "window-change", "break" ->
          super.handleInternalRequest(request, wantReply, buffer);
      case "env" -> locale.said(buffer.getString(), buffer.getString());
      case "eow@openssh.com", "keepalive@openssh.com" -> Result.ReplyFailure;
      case "simple@putty.projects.tartarus.org", "winadj@putty.projects.tartarus.org" ->
          Result.ReplyFailure;
      case "signal" -> Result.ReplySuccess;
      case "shell" -> begin(request, Optional.empty());
      case "exec" -> exec(buffer);
      case "subsystem" -> subsystem(buffer);
      default -> {
        connection().refuse("request " + PlainText.quoted(request, 64));
        yield Result.ReplyFailure;
      }
    };
  }

  private Result exec(Buffer buffer) {
    String command = buffer.getString();
    if (command.length() > COMMAND_LIMIT) {
      connection().refuse("a command of " + command.length() + " characters");
      return Result.ReplyFailure;
    }
    return begin("exec", Optional.of(command));
  }

  private Result begin(String how, Optional<String> command) {
    if (started != null) {
      return Result.ReplyFailure;
    }
    started = how;
    served.prepared(Optional.ofNullable(terminal), command, iutf8 || locale.utf8());
    return Result.ReplySuccess;
  }

  /** Taken only to say in words that it is not there; ssh itself would say less. */
  private Result subsystem(Buffer buffer) {
    String name = PlainText.quoted(buffer.getString(), 64);
    connection().refuse("subsystem " + name);
    if (started != null) {
      return Result.ReplyFailure;
    }
    started = "subsystem";
    served.refusing(name.equals("sftp") ? noFiles() : "postern: no subsystem " + name + " here");
    return Result.ReplySuccess;
  }

  private String noFiles() {
    Caller caller = connection().caller();
    String login = caller == null ? "" : caller.login();
    return login.equals("audit")
        ? "postern: " + SessionChannel.NO_SFTP_YET
        : "postern: " + SessionChannel.NO_FILES;
  }

  /** Starts to serve once the reply is on its way, so that no output overtakes it. */
  @Override
  protected IoWriteFuture sendResponse(
      Buffer buffer, String request, Result result, boolean wantReply) throws IOException {
    IoWriteFuture sent = super.sendResponse(buffer, request, result, wantReply);
    if (result == Result.ReplySuccess && request.equals(started) && !running) {
      running = true;
      users.incrementAndGet();
      served.serve(handler);
    }
    return sent;
  }

  @Override
  protected Result handlePtyReqParsed(
      String type, int cols, int rows, int width, int height, Map<PtyMode, Integer> modes) {
    if (started != null || terminal != null) {
      return Result.ReplyFailure;
    }
    iutf8 = modes.getOrDefault(PtyMode.IUTF8, 0) != 0;
    terminal = new Terminal(PlainText.quoted(type, 64), side(rows, 24), side(cols, 80));
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleWindowChangeParsed(int cols, int rows, int width, int height) {
    Terminal now = terminal;
    if (now == null) {
      return Result.ReplyFailure;
    }
    Terminal next = new Terminal(now.type(), side(rows, now.rows()), side(cols, now.cols()));
    terminal = next;
    served.resized(next);
    return Result.ReplySuccess;
  }

  private static int side(int asked, int otherwise) {
    return asked <= 0 ? otherwise : Math.min(asked, LARGEST_SIDE);
  }

  @Override
  protected Result handleBreakParsed(long milliseconds) {
    return started != null && served.broken(Duration.ofMillis(Math.min(milliseconds, 3000)))
        ? Result.ReplySuccess
        : Result.ReplyFailure;
  }

  @Override
  protected void doWriteData(byte[] data, int from, long length) {
    if (!isClosing()) {
      served.received(data, from, (int) length);
    }
  }

  @Override
  protected void doWriteExtendedData(byte[] data, int from, long length) throws IOException {
    getLocalWindow().release(length); // clients have no standard error: read and forgotten
  }

  @Override
  public void handleEof() throws IOException {
    super.handleEof();
    served.inputEnded();
  }

  @Override
  public void handleWindowAdjust(Buffer buffer) throws IOException {
    super.handleWindowAdjust(buffer);
    served.wake();
  }

  @Override
  protected void preClose() {
    super.preClose();
    if (gone.compareAndSet(false, true)) {
      done();
    }
    served.wake();
  }

  /** The channel, or the session that was served on it, is done with. */
  void done() {
    if (users.decrementAndGet() == 0) {
      connection().giveChannel();
    }
  }

  /** All output is with the socket: exit status, end of output, close. */
  void finish(int status) {
    try {
      if (!isClosing()) {
        sendExitStatus(status);
        sendEof();
        close(false);
      }
    } catch (IOException | RuntimeException e) {
      log.debug("could not close in order source={}", connection().sourceText(), e);
      close(true);
    }
  }
}

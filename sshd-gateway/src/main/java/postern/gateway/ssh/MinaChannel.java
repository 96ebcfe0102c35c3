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
 * MINA's side of a session channel. It takes requests and data on the I/O thread, hands them over
 * and returns. Requests that are not listed here are refused and reported.
 */
final class MinaChannel extends ChannelSession {
  private static final int COMMAND_LIMIT = 64 * 1024;
  private static final int LARGEST_SIDE = 1000;

  private final SessionHandler handler;
  private final ServedChannel served = new ServedChannel(this);
  private @Nullable Terminal terminal;
  private @Nullable String started;

  /** The client's terminal used UTF-8 when it requested the terminal (RFC 8160). */
  private boolean iutf8;

  private final ClientLocale locale = new ClientLocale();
  private boolean running;
  private final AtomicBoolean gone = new AtomicBoolean();

  /**
   * The channel and, while it runs, the session's thread. The channel's memory is released when
   * both have ended.
   */
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
      case "env" -> locale.set(buffer.getString(), buffer.getString());
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

  /** Accepts the request only to answer it with a message; ssh itself would print less. */
  private Result subsystem(Buffer buffer) {
    String name = PlainText.quoted(buffer.getString(), 64);
    connection().refuse("subsystem " + name);
    if (started != null) {
      return Result.ReplyFailure;
    }
    started = "subsystem";
    served.refusing(name.equals("sftp") ? noFiles() : "postern: there is no subsystem " + name);
    return Result.ReplySuccess;
  }

  private String noFiles() {
    Caller caller = connection().caller();
    String login = caller == null ? "" : caller.login();
    return login.equals("audit")
        ? "postern: " + SessionChannel.NO_SFTP_YET
        : "postern: " + SessionChannel.NO_FILES;
  }

  /** Starts the session after the reply was sent, so that no output precedes it. */
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
    getLocalWindow().release(length); // clients have no standard error; the data is discarded
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

  /** Notes that the channel, or the session on it, has ended. */
  void done() {
    if (users.decrementAndGet() == 0) {
      connection().giveChannel();
    }
  }

  /**
   * Sends the exit status and the end of output, and closes. The socket has accepted all output.
   */
  void finish(int status) {
    try {
      if (!isClosing()) {
        sendExitStatus(status);
        sendEof();
        close(false);
      }
    } catch (IOException | RuntimeException e) {
      log.debug("channel not closed cleanly source={}", connection().sourceText(), e);
      close(true);
    }
  }
}

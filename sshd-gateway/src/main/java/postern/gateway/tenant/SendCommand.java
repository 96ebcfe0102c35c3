package postern.gateway.tenant;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import postern.gateway.act.ExitCode;
import postern.gateway.act.LiveSession;
import postern.gateway.command.Arguments;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.ListWriter;
import postern.gateway.command.UsageFault;
import postern.gateway.pacing.PacedTyping;
import postern.gateway.pacing.PacedTyping.Progress;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.text.PlainText;
import postern.mux.Attachment;
import postern.mux.ReadResult;

/** {@code send TEXT} and {@code send -}: types a text no faster than the machine takes it. */
final class SendCommand implements Command<MachineContext> {
  private static final long CLIENT_TIMEOUT = 60_000_000_000L;
  private static final int READ_AHEAD = 64 * 1024;

  @Override
  public String name() {
    return "send";
  }

  @Override
  public String usage() {
    return "[-n] [--force] [--json] TEXT… | -";
  }

  @Override
  public String about() {
    return "types TEXT and Enter (-n: no Enter; \\r \\n \\t \\e \\xHH), or standard input unchanged;"
        + " the last line may be a password, which is not echoed";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out)
      throws InterruptedException {
    Set<String> trailing = arguments.trailing("--force", "--json");
    boolean force = arguments.leading("--force") || trailing.contains("--force");
    boolean json = arguments.leading("--json") || trailing.contains("--json");
    boolean noEnter = arguments.leading("-n");
    String text = String.join(" ", arguments.text());
    boolean input = text.equals("-");
    if (input && noEnter) {
      throw new UsageFault("-n is for a TEXT; send - types its standard input unchanged");
    }
    if (input && out.terminal()) {
      throw new UsageFault("send - reads a file or a pipe; use ssh -T");
    }
    byte[] typed = input ? new byte[0] : EscapedText.bytes(text, context.console().encoding());
    if (!input && !noEnter) {
      typed = Arrays.copyOf(typed, typed.length + 1);
      typed[typed.length - 1] = '\r';
    }
    ByteBuffer first = ByteBuffer.wrap(typed);
    Arguments form = new Arguments(json ? List.of("--json") : List.of(), context.acts().clock());
    return KeyboardLease.runInSession(
        context,
        force,
        out,
        (keyboard, session) -> {
          PacedTyping typing = new PacedTyping(context.console(), keyboard, System::nanoTime);
          typing.offer(first);
          if (!input) {
            typing.end();
          }
          Progress standing = new Sending(context.channel(), keyboard, session, typing).run(input);
          context.acts().typing().over(session.who(), typing, standing);
          echoWarning(standing)
              .ifPresent(
                  warning -> out.error("[postern: " + context.name() + ": " + warning + "]"));
          return standing instanceof Progress.Stopped stopped
              ? reportStopped(context, stopped, typing, session, out)
              : reportDone(
                  context, standing, typing, ListWriter.of(form, out, "machine", "bytes", "echo"));
        });
  }

  private static String echo(Progress standing) {
    return switch (standing) {
      case Progress.Done(String echo, long echoed) -> echo;
      case Progress.Stopped stopped -> stopped.echo();
      case Progress.Going() -> "unknown";
    };
  }

  private static int reportDone(
      MachineContext context, Progress standing, PacedTyping typing, ListWriter answer) {
    answer.begin();
    answer.row(context.name(), typing.sent(), echo(standing));
    answer.end();
    return 0;
  }

  /** Returns a warning if all was typed but the echo was missing or incomplete. */
  private static Optional<String> echoWarning(Progress standing) {
    if (!(standing instanceof Progress.Done(String echo, long echoed))) {
      return Optional.empty();
    }
    return switch (echo) {
      case "none" -> Optional.of("typed; nothing of it was echoed");
      case "lost" -> Optional.of("typed; from byte " + echoed + " on no echo was seen");
      default -> Optional.empty();
    };
  }

  private static int reportStopped(
      MachineContext context,
      Progress.Stopped stopped,
      PacedTyping typing,
      LiveSession session,
      CommandOutput out) {
    out.error(
        "postern: "
            + context.name()
            + ": stopped at byte "
            + stopped.reached()
            + ": "
            + PlainText.clean(stopped.why(), 300)
            + "; "
            + typing.sent()
            + " bytes were typed");
    return stopped.unrecorded()
        ? ExitCode.NOT_RECORDED
        : session.ending().map(e -> e.exit()).orElse(1);
  }

  /** Types one text to its end. */
  private record Sending(
      SessionChannel channel, Attachment keyboard, LiveSession session, PacedTyping typing) {
    Progress run(boolean input) throws InterruptedException {
      long heard = 0;
      while (true) {
        if (input) {
          read();
        }
        drain();
        Progress standing = typing.step();
        if (!(standing instanceof Progress.Going)) {
          return standing;
        }
        if (session.ending().isPresent()) {
          return typing.stop(session.ending().get().text());
        }
        long now = System.nanoTime();
        if (channel.closed() || now - channel.lastHeard() >= CLIENT_TIMEOUT) {
          return typing.stop("the client has gone");
        }
        if (channel.lastHeard() != heard) {
          heard = channel.lastHeard();
          keyboard.alive();
        }
        channel.await(Duration.ofNanos(Math.max(1, typing.nextLook() - now)));
      }
    }

    /** Reads a little ahead only: unread input keeps the window of the client closed. */
    private void read() {
      while (typing.waiting() < READ_AHEAD) {
        Input next = channel.poll();
        if (next == null) {
          return;
        }
        switch (next) {
          case Input.Bytes(ByteBuffer bytes, long packet, long nanos) -> typing.offer(bytes);
          case Input.Eof() -> typing.end();
          case Input.Resized resized -> {}
          case Input.Break broken -> {} // not part of standard input
        }
      }
    }

    /** Reads and drops all output, so that the next output wakes this thread. */
    private void drain() {
      ReadResult next = keyboard.read(READ_AHEAD);
      while (!(next instanceof ReadResult.Nothing) && !(next instanceof ReadResult.Closed)) {
        next = keyboard.read(READ_AHEAD);
      }
    }
  }
}

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
import postern.gateway.pacing.PacedTyping.Standing;
import postern.gateway.ssh.Input;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.text.PlainText;
import postern.mux.Attachment;
import postern.mux.ReadResult;

/** {@code send TEXT} and {@code send -}: types, no faster than the machine takes it. */
final class SendCommand implements Command<MachineContext> {
  private static final long DEAD = 60_000_000_000L;
  private static final int TAKEN_AHEAD = 64 * 1024;

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
    return "types TEXT and Enter (-n: no Enter; \\r \\n \\t \\e \\xHH), or standard input as it is;"
        + " its last line may be a password, which is not echoed";
  }

  @Override
  public int run(MachineContext context, Arguments arguments, CommandOutput out)
      throws InterruptedException {
    Set<String> behind = arguments.trailing("--force", "--json");
    boolean force = arguments.leading("--force") || behind.contains("--force");
    boolean json = arguments.leading("--json") || behind.contains("--json");
    boolean bare = arguments.leading("-n");
    String text = String.join(" ", arguments.text());
    boolean input = text.equals("-");
    if (input && bare) {
      throw new UsageFault("send - sends exactly its standard input; -n is for a TEXT");
    }
    if (input && out.terminal()) {
      throw new UsageFault("send - reads a file or pipe; use ssh -T");
    }
    byte[] typed = input ? new byte[0] : EscapedText.bytes(text, context.console().encoding());
    if (!input && !bare) {
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
          Standing how = new Sending(context.channel(), keyboard, session, typing).finish(input);
          context.acts().typing().over(session.who(), typing, how);
          unechoed(how)
              .ifPresent(told -> out.error("[postern: " + context.name() + ": " + told + "]"));
          return how instanceof Standing.Stopped stopped
              ? sayStopped(context, stopped, typing, session, out)
              : sayDone(context, how, typing, ListWriter.of(form, out, "machine", "bytes", "echo"));
        });
  }

  private static String echo(Standing how) {
    return switch (how) {
      case Standing.Done(String echo, long echoed) -> echo;
      case Standing.Stopped stopped -> stopped.echo();
      case Standing.Going() -> "unknown";
    };
  }

  private static int sayDone(
      MachineContext context, Standing how, PacedTyping typing, ListWriter answer) {
    answer.begin();
    answer.row(context.name(), typing.sent(), echo(how));
    answer.end();
    return 0;
  }

  /** What is to be told of an echo that stayed out, although all was typed. */
  private static Optional<String> unechoed(Standing how) {
    if (!(how instanceof Standing.Done(String echo, long echoed))) {
      return Optional.empty();
    }
    return switch (echo) {
      case "none" -> Optional.of("typed; nothing of it was echoed");
      case "lost" -> Optional.of("typed; from byte " + echoed + " on no echo was seen");
      default -> Optional.empty();
    };
  }

  private static int sayStopped(
      MachineContext context,
      Standing.Stopped stopped,
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

  /** One text on its way. */
  private record Sending(
      SessionChannel channel, Attachment keyboard, LiveSession session, PacedTyping typing) {
    Standing finish(boolean input) throws InterruptedException {
      long heard = 0;
      while (true) {
        if (input) {
          read();
        }
        takeAll();
        Standing standing = typing.step();
        if (!(standing instanceof Standing.Going)) {
          return standing;
        }
        if (session.ending().isPresent()) {
          return typing.stop(session.ending().get().text());
        }
        long now = System.nanoTime();
        if (channel.closed() || now - channel.lastHeard() >= DEAD) {
          return typing.stop("the client has gone");
        }
        if (channel.lastHeard() != heard) {
          heard = channel.lastHeard();
          keyboard.alive();
        }
        channel.await(Duration.ofNanos(Math.max(1, typing.nextLook() - now)));
      }
    }

    /** No more than a little ahead: what is not read keeps the client's window shut. */
    private void read() {
      while (typing.waiting() < TAKEN_AHEAD) {
        Input next = channel.poll();
        if (next == null) {
          return;
        }
        switch (next) {
          case Input.Bytes(ByteBuffer bytes, long packet, long nanos) -> typing.offer(bytes);
          case Input.Eof() -> typing.end();
          case Input.Resized resized -> {}
          case Input.Break broken -> {} // no part of standard input
        }
      }
    }

    /** So that the wake-up comes again; what is said is read by offset. */
    private void takeAll() {
      ReadResult next = keyboard.read(TAKEN_AHEAD);
      while (!(next instanceof ReadResult.Nothing) && !(next instanceof ReadResult.Closed)) {
        next = keyboard.read(TAKEN_AHEAD);
      }
    }
  }
}

package postern.gateway.auditor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import postern.audit.Frame;
import postern.audit.RecordedConsole;
import postern.gateway.act.ExitCode;
import postern.gateway.command.Arguments;
import postern.gateway.command.BufferedOutput;
import postern.gateway.command.Command;
import postern.gateway.command.CommandOutput;
import postern.gateway.command.RecordingDamage;
import postern.gateway.command.UsageFault;
import postern.gateway.config.Globs;
import postern.gateway.text.PlainText;
import postern.gateway.work.Work;

/** {@code output MACHINE…}: writes the raw output of machines, complete and in order. */
final class OutputCommand implements Command<AuditContext> {
  @Override
  public String name() {
    return "output";
  }

  @Override
  public String usage() {
    return "MACHINE… | --all [--tenant T] [--port N] [--since TIME] [--until TIME]";
  }

  @Override
  public String about() {
    return "writes the raw output of a machine, or of several machines as one tar";
  }

  /** A span of time. */
  private record Span(Optional<Instant> since, Optional<Instant> until) {}

  @Override
  public int run(AuditContext context, Arguments arguments, CommandOutput out) {
    boolean all = arguments.flag("--all");
    Optional<String> tenant = context.tenantFilter(arguments.option("--tenant"));
    int port = arguments.number("--port", 1, 99).orElse(1);
    Span span = new Span(arguments.instant("--since"), arguments.instant("--until"));
    List<String> names = arguments.rest(all ? 0 : 1, all ? 0 : 10_000);
    if (out.terminal()) {
      out.error(
          "postern: raw bytes of a machine do not go to a terminal; use ssh -T with a file or a pipe");
      return ExitCode.WRONG_USE;
    }
    BufferedOutput buffered = new BufferedOutput(out);
    try (Work work = context.startWork()) {
      work.pause(buffered);
      List<RecordedConsole> visible =
          work.call(() -> context.archive().consoles()).stream()
              .filter(console -> tenant.map(console.tenant()::equals).orElse(true))
              .filter(console -> all || console.port() == port)
              .toList();
      for (String name : names) {
        if (visible.stream().noneMatch(console -> named(name, console))) {
          out.error("postern: " + PlainText.clean(name) + ": nothing is recorded of it");
          return ExitCode.NOT_PERMITTED;
        }
        requireOneMachine(name, visible);
      }
      List<RecordedConsole> consoles =
          visible.stream()
              .filter(console -> all || names.stream().anyMatch(n -> named(n, console)))
              .toList();
      if (consoles.isEmpty()) {
        out.error("postern: nothing is recorded");
        return ExitCode.NOT_PERMITTED;
      }
      consoles.forEach(console -> recordView(context, console));
      OutputReader reader = new OutputReader(context, span, work, buffered);
      int exit =
          consoles.size() == 1 && !all ? reader.one(consoles.getFirst()) : reader.tar(consoles);
      buffered.flush();
      return exit;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Refuses a name that machines of several tenants have: it must not turn the output into a tar.
   */
  private static void requireOneMachine(String name, List<RecordedConsole> visible) {
    List<String> called =
        visible.stream()
            .filter(console -> console.machine().equals(name.toLowerCase(Locale.ROOT)))
            .map(console -> console.tenant() + "/" + console.machine())
            .sorted()
            .toList();
    if (called.size() > 1) {
      throw new UsageFault(
          "several machines are called "
              + name
              + ": "
              + String.join(", ", called)
              + "; use TENANT/NAME or --tenant");
    }
  }

  private static boolean named(String pattern, RecordedConsole console) {
    String folded = pattern.toLowerCase(Locale.ROOT);
    return Globs.matches(folded, console.machine())
        || Globs.matches(folded, console.tenant() + "/" + console.machine());
  }

  private static void recordView(AuditContext context, RecordedConsole console) {
    Map<String, String> about = new TreeMap<>();
    about.put("machine", console.machine());
    about.put("tenant", console.tenant());
    context.views().viewed("output", about);
  }

  /** Reads and writes the output of consoles. */
  private record OutputReader(AuditContext context, Span span, Work work, BufferedOutput out) {
    int one(RecordedConsole console) throws IOException {
      RecordingDamage damage = new RecordingDamage();
      long gaps = eachPiece(console, damage, out::bytes);
      if (gaps > 0) {
        out.error("postern: " + console + ": " + gaps + " bytes were not recorded (gaps)");
      }
      return damage.write(console.toString(), true, out);
    }

    int tar(List<RecordedConsole> consoles) throws IOException {
      int exit = 0;
      for (RecordedConsole console : consoles) {
        long[] size = {0};
        RecordingDamage damage = new RecordingDamage();
        eachPiece(console, damage, bytes -> size[0] += bytes.remaining());
        exit = Math.max(exit, damage.write(console.toString(), true, out));
        String port = console.port() == 1 ? "" : "." + console.port();
        out.bytes(Tar.header(console.tenant() + "/" + console.machine() + port + ".raw", size[0]));
        long[] left = {size[0]};
        eachPiece(
            console,
            damage,
            bytes -> {
              ByteBuffer part = bytes.slice(0, (int) Math.min(bytes.remaining(), left[0]));
              left[0] -= part.remaining();
              out.bytes(part);
            });
        out.bytes(Tar.padding(size[0]));
      }
      out.bytes(Tar.end());
      return exit;
    }

    /** Passes on each piece of output in order; returns how many bytes were not recorded. */
    private long eachPiece(RecordedConsole console, RecordingDamage damage, Consumer<ByteBuffer> to)
        throws IOException {
      long[] gaps = {0};
      work.each(
          () -> context.archive().frames(console, span.since(), span.until()),
          frame -> {
            switch (frame) {
              case Frame.Output o -> to.accept(o.bytes().duplicate());
              case Frame.Gap g -> {
                damage.check(g);
                gaps[0] += g.damage().isPresent() ? 0 : g.bytes();
              }
              case Frame.Typed t -> {}
              case Frame.Mark m -> {}
            }
          });
      return gaps[0];
    }
  }
}

package postern.gateway.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import postern.audit.OfflineArchive;
import postern.gateway.command.AtAuditDesk;
import postern.gateway.command.AuditCommands;
import postern.gateway.command.Out;

/** {@code postern audit --data DIR VERB …}: the auditor's verbs on files, no gateway needed. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "reads recordings and events from a data directory, also of a running gateway",
    footer = {"", "VERB: sessions events show replay output rebuild-index, each with --help"})
final class AuditCommand implements Callable<Integer> {
  @CommandLine.Option(
      names = "--data",
      paramLabel = "DIR",
      description = "the data directory (default: ${DEFAULT-VALUE})",
      defaultValue = "data")
  private Path data = Path.of("data");

  @CommandLine.Unmatched List<String> unmatched = new ArrayList<>();

  @CommandLine.Parameters(paramLabel = "VERB", description = "what to do, with its own options")
  List<String> words = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set by picocli
  @CommandLine.Spec
  CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    // the verb's own options are not this command line's: take the words as they were typed
    List<String> typed = ownWords(spec.commandLine().getParseResult().originalArgs());
    if (typed.equals(List.of("rebuild-index"))) {
      System.out.println(OfflineArchive.rebuildIndex(data));
      return 0;
    }
    PrintStream plain =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8);
    boolean terminal =
        Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    AtAuditDesk desk =
        new AtAuditDesk(OfflineArchive.open(data), Optional.empty(), AtAuditDesk.Viewed.nowhere());
    try {
      return new AuditCommands("postern audit", Clock.systemUTC())
          .run(desk, typed, new StreamOut(plain, System.err, terminal));
    } catch (Out.Gone gone) {
      return 1;
    } finally {
      plain.flush();
    }
  }

  private static List<String> ownWords(List<String> all) {
    List<String> typed = new ArrayList<>(all.subList(all.indexOf("audit") + 1, all.size()));
    for (int i = 0; i < typed.size(); i++) {
      if (typed.get(i).equals("--data")) {
        typed.subList(i, Math.min(i + 2, typed.size())).clear();
        break;
      }
      if (typed.get(i).startsWith("--data=")) {
        typed.remove(i);
        break;
      }
    }
    return typed;
  }
}

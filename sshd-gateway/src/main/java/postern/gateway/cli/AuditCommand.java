package postern.gateway.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
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
import postern.audit.store.OfflineArchive;
import postern.gateway.auditor.AuditCommands;
import postern.gateway.auditor.AuditContext;
import postern.gateway.command.CommandOutput;
import postern.gateway.work.Work;

/** {@code postern audit --data DIR VERB …}: the auditors' commands on files, without a gateway. */
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

  @CommandLine.Parameters(paramLabel = "VERB", description = "what to do, with its own options")
  List<String> words = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // set by picocli
  @CommandLine.Spec
  CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    takeData();
    if (words.isEmpty()) {
      throw wrong("a command is missing: sessions events show replay output rebuild-index");
    }
    if (words.getFirst().equals("rebuild-index")) {
      return rebuildIndex(words.subList(1, words.size()));
    }
    PrintStream plain =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8);
    boolean terminal =
        Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    AuditContext context =
        new AuditContext(
            () -> OfflineArchive.open(data),
            Work::here,
            Optional.empty(),
            AuditContext.ViewRecorder.none());
    try {
      return new AuditCommands("postern audit", Clock.systemUTC())
          .run(context, words, new StreamOutput(plain, System.err, terminal));
    } catch (CommandOutput.Gone gone) {
      return 1;
    } finally {
      plain.flush();
    }
  }

  /** Takes the data directory out of the words, since it may follow the verb. */
  private void takeData() {
    for (int i = 0; i < words.size() && !words.get(i).equals("--"); i++) {
      if (words.get(i).startsWith("--data=")) {
        data = Path.of(words.remove(i).substring("--data=".length()));
        return;
      }
      if (words.get(i).equals("--data")) {
        if (i + 1 == words.size()) {
          throw wrong("--data needs a directory");
        }
        words.remove(i);
        data = Path.of(words.remove(i));
        return;
      }
    }
  }

  private int rebuildIndex(List<String> more) throws IOException {
    if (more.equals(List.of("--help"))) {
      System.out.println("usage: postern audit [--data DIR] rebuild-index");
      System.out.println("rebuilds the index; not while a gateway uses the directory");
      return 0;
    }
    if (!more.isEmpty()) {
      throw wrong("rebuild-index takes no arguments: " + more.getFirst());
    }
    System.out.println(OfflineArchive.rebuildIndex(data));
    return 0;
  }

  private CommandLine.ParameterException wrong(String why) {
    return new CommandLine.ParameterException(spec.commandLine(), why);
  }
}

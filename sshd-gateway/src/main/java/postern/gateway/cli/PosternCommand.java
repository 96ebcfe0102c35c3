package postern.gateway.cli;

import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import postern.audit.StoreFault;
import postern.mux.MuxFault;

/** {@code postern}: all commands. A fault is one line and never a stack trace. */
@Command(
    name = "postern",
    description = "An SSH gateway in front of machines' serial consoles and power.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Version.class,
    subcommands = {
      ServeCommand.class,
      CheckCommand.class,
      AuditCommand.class,
      KeysCommand.class,
      ProbeCommand.class,
      VersionCommand.class,
      KeeperCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "demo, test and bench are commands of the launcher in a checkout: ./postern demo"
    })
public final class PosternCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @CommandLine.Spec
  CommandLine.Model.CommandSpec spec;

  /** Called by the command line. */
  public PosternCommand() {}

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }

  /** Runs one command line and returns its exit status. */
  public static int run(String... args) {
    CommandLine line = new CommandLine(new PosternCommand());
    CommandLine audit = Objects.requireNonNull(line.getSubcommands().get("audit"));
    audit.setStopAtPositional(true); // its verbs have options of their own
    line.setExecutionExceptionHandler(PosternCommand::failed);
    line.setParameterExceptionHandler(PosternCommand::wrongUse);
    return line.execute(args);
  }

  private static int failed(Exception fault, CommandLine line, CommandLine.ParseResult parsed) {
    if (fault instanceof StoreFault
        || fault instanceof CommandFault
        || fault instanceof MuxFault
        || fault instanceof postern.gateway.ssh.SshFault) {
      line.getErr().println("postern: " + fault.getMessage());
    } else {
      org.slf4j.LoggerFactory.getLogger(PosternCommand.class).debug("command failed", fault);
      line.getErr().println("postern: " + String.valueOf(fault));
    }
    return 1;
  }

  private static String words(CommandLine.ParameterException fault) {
    if (fault instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()) {
      String word = unmatched.getUnmatched().getFirst();
      return fault.getCommandLine().getParent() == null
          ? "unknown command " + word + "; commands are serve check audit keys probe version"
          : "too many words: " + word;
    }
    return String.valueOf(fault.getMessage());
  }

  private static int wrongUse(CommandLine.ParameterException fault, String[] args) {
    PrintWriter err = fault.getCommandLine().getErr();
    err.println(
        "postern: "
            + words(fault)
            + "; see "
            + fault.getCommandLine().getCommandSpec().qualifiedName()
            + " --help");
    return 2;
  }
}

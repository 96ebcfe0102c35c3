package postern.gateway.rig;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real {@code postern serve} in a process of its own, on the class path of the tests. */
public final class Gateway implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Pattern SSH = Pattern.compile("(?m)^ready .*?ssh=\\S*:(\\d+)");

  /** Marks everything the gateway starts, so that close() finds it. */
  private static final String MARK = "POSTERN_RIG";

  private final List<String> enter;
  private final Site site;
  private final String classPath;
  private Program program;
  private int port;

  private Gateway(List<String> enter, Site site, String classPath) {
    this.enter = enter;
    this.site = site;
    this.classPath = classPath;
    this.program = launch(enter, site, classPath);
  }

  /** Starts it and waits until it is ready. */
  public static Gateway start(Site site) throws IOException {
    return start(List.of(), site);
  }

  /**
   * Starts it behind some other words, which lead into a namespace or to another user.
   *
   * @param enter those words, in front of its own
   */
  public static Gateway start(List<String> enter, Site site) throws IOException {
    return start(enter, site, classPath());
  }

  /** As {@link #start(List, Site)}, on another class path. */
  public static Gateway start(List<String> enter, Site site, String classPath) throws IOException {
    Gateway gateway = new Gateway(enter, site, classPath);
    try {
      gateway.awaitReady();
      return gateway;
    } catch (RuntimeException | Error e) {
      gateway.close();
      throw e;
    }
  }

  /** The command line of {@code postern}, for a command that is not {@code serve} too. */
  public static List<String> command(String... words) {
    return commandOn(classPath(), List.of(), words);
  }

  private static List<String> commandOn(String classPath, List<String> jvm, String... words) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    Stream.of(System.getProperty("postern.test.jvm", "").split(" ", -1))
        .filter(option -> !option.isEmpty())
        .forEach(command::add);
    command.addAll(jvm);
    command.add("-Dlogback.configurationFile=logback.xml"); // the product's, not the tests'
    command.addAll(List.of("-Djdk.serialFilter=!*", "-cp", classPath, "postern.gateway.Main"));
    command.addAll(List.of(words));
    return command;
  }

  /** The class path that these tests run on; surefire hides it in a jar's manifest. */
  public static String classPath() {
    String hidden = System.getProperty("surefire.test.class.path");
    return hidden != null ? hidden : System.getProperty("java.class.path");
  }

  /** The same, copied to where everybody may read it: Maven's own folder is often its user's. */
  public static String classPathIn(Path folder) throws IOException {
    List<String> copies = new ArrayList<>();
    for (String part : classPath().split(java.io.File.pathSeparator, -1)) {
      if (!part.isEmpty() && Files.exists(Path.of(part))) {
        Path copy = folder.resolve(copies.size() + "-" + Path.of(part).getFileName());
        Program.must("cp", "-R", part, copy.toString());
        copies.add(copy.toString());
      }
    }
    Program.must("chmod", "-R", "a+rX", folder.toString());
    return String.join(java.io.File.pathSeparator, copies);
  }

  /**
   * Starts it where it must not come up, and waits for its end.
   *
   * @param enter words in front of the command, such as those that lead into a namespace
   */
  public static Program.Outcome refused(List<String> enter, Site site) {
    try (Program program = launch(enter, site, classPath())) {
      return program.await(READY);
    }
  }

  private static Program launch(List<String> enter, Site site, String classPath) {
    List<String> words = new ArrayList<>(enter);
    words.addAll(commandOn(classPath, site.jvm(), "serve", "--config", site.config().toString()));
    return Program.start(words, Map.of(MARK, mark(site)));
  }

  private static String mark(Site site) {
    return site.dir().toString();
  }

  private void awaitReady() throws IOException {
    await("ready")
        .atMost(READY)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> SSH.matcher(program.outputText()).find() || !program.process().isAlive());
    Matcher ready = SSH.matcher(program.outputText());
    if (!ready.find()) {
      throw new AssertionError("the gateway ended before it was ready: " + program.await(READY));
    }
    port = Integer.parseInt(ready.group(1));
    writeKnownHosts();
  }

  private void writeKnownHosts() throws IOException {
    List<String> words = new ArrayList<>(enter);
    words.addAll(List.of("ssh-keyscan", "-t", "ed25519", "-p", "" + port, "127.0.0.1"));
    String scanned = Program.run(Duration.ofSeconds(20), words.toArray(String[]::new)).text();
    Files.writeString(knownHosts(), scanned);
  }

  public Site site() {
    return site;
  }

  public int port() {
    return port;
  }

  public long pid() {
    return program.process().pid();
  }

  public Path knownHosts() {
    return site.dir().resolve("known_hosts");
  }

  /** What it logged since its last start. */
  public String stderr() {
    return program.errors();
  }

  public String stdout() {
    return program.outputText();
  }

  /** The stock client with that person's key. */
  public Ssh as(String key) {
    return new Ssh(this, site.key(key));
  }

  /** {@code kill -9}. */
  public void kill() {
    program.process().destroyForcibly();
    program.await(Duration.ofSeconds(20));
  }

  /** SIGTERM, and waits for the end. */
  public Program.Outcome terminate() {
    program.process().destroy();
    return program.await(Duration.ofSeconds(30));
  }

  /** SIGHUP: rereads its configuration. */
  public void hangUp() {
    Program.must("kill", "-HUP", "" + pid());
  }

  /** Starts it again after it was ended; the port may be another. */
  public void startAgain() throws IOException {
    program = launch(enter, site, classPath);
    awaitReady();
  }

  @Override
  public void close() {
    if (program.process().isAlive()) {
      program.process().destroy();
      try {
        program.await(Duration.ofSeconds(20));
      } catch (AssertionError stuck) {
        System.err.println("gateway killed, it did not end: " + stuck.getMessage());
      }
    }
    program.close();
    endMarked();
  }

  /**
   * The keeper and what it keeps outlive the gateway by design, but not the test. Looked for anew
   * until none is left: a keeper may be in the middle of starting another process.
   */
  private void endMarked() {
    await("end of what the gateway started")
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            List<ProcessHandle> ours = all.filter(this::marked).toList();
            ours.forEach(ProcessHandle::destroyForcibly);
            return ours.isEmpty();
          }
        });
  }

  private boolean marked(ProcessHandle process) {
    try {
      String environment = Files.readString(Path.of("/proc/" + process.pid() + "/environ"));
      return List.of(environment.split("\0")).contains(MARK + "=" + mark(site));
    } catch (IOException | UncheckedIOException e) {
      return false; // it has ended, or is none of ours
    }
  }
}

package postern.gateway.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import postern.gateway.config.Person;
import postern.gateway.config.PublicKeyEntry;

/** A real SSH server on a free loopback port, keys made by ssh-keygen, and the stock client. */
final class SshServerRig implements AutoCloseable {
  final Path dir;
  final GatewaySshServer server;
  final ConcurrentHashMap<String, List<Person>> known = new ConcurrentHashMap<>();

  /** What runs, on the asking thread, when the owners of this key are looked up. */
  final ConcurrentHashMap<String, Runnable> whenAsked = new ConcurrentHashMap<>();

  final List<Caller> logins = new CopyOnWriteArrayList<>();
  final List<SshEvents.Handshake> handshakes = new CopyOnWriteArrayList<>();
  final List<SshEvents.Refusal> refusals = new CopyOnWriteArrayList<>();
  final List<String> ends = new CopyOnWriteArrayList<>();

  SshServerRig(Path dir, SessionHandler handler) {
    this(dir, handler, ConnectionLimits.standard(), List.of("127.0.0.0/8"), false);
  }

  SshServerRig(
      Path dir,
      SessionHandler handler,
      ConnectionLimits limits,
      List<String> exempt,
      boolean requirePostQuantum) {
    this.dir = dir;
    this.server =
        GatewaySshServer.open(
            new SshSettings(
                List.of(new SshSettings.Listen(loopback(0), false)),
                dir.resolve("host-keys"),
                dir.resolve("known-sources"),
                requirePostQuantum,
                exempt,
                limits),
            this::owners,
            handler,
            new Told());
  }

  private List<Person> owners(String fingerprint) {
    whenAsked.getOrDefault(fingerprint, () -> {}).run();
    return known.getOrDefault(fingerprint, List.of());
  }

  private final class Told implements SshEvents {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void login(Caller caller, Handshake how) {
      handshakes.add(how);
      logins.add(caller);
    }

    @Override
    public void refused(Refusal refusal) {
      refusals.add(refusal);
    }

    @Override
    public void disconnected(Caller caller, String why) {
      ends.add(why);
    }
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  int port() {
    return server.addresses().getFirst().getPort();
  }

  /** Makes a key with ssh-keygen and returns its file. */
  Path key(String name, String... type) throws Exception {
    Path file = dir.resolve(name);
    List<String> words = new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-C", name));
    words.addAll(type.length == 0 ? List.of("-t", "ed25519") : List.of(type));
    words.addAll(List.of("-f", file.toString()));
    Ran made = run("", words);
    if (made.status() != 0) {
      throw new IOException(made.err());
    }
    return file;
  }

  /** Makes a key that is allowed to log in, and returns its file. */
  Path member(String name, String... type) throws Exception {
    Path file = key(name, type);
    let(file, entry -> entry);
    return file;
  }

  static String fingerprint(Path key) throws Exception {
    return run("", List.of("ssh-keygen", "-lf", key + ".pub")).out().split(" ", -1)[1];
  }

  void let(Path key, java.util.function.UnaryOperator<PublicKeyEntry> options) throws Exception {
    String print = fingerprint(key);
    PublicKeyEntry entry =
        options.apply(
            new PublicKeyEntry(
                print,
                Files.readString(Path.of(key + ".pub")).strip(),
                List.of(),
                Optional.empty(),
                false));
    known.put(
        print,
        List.of(
            new Person(
                Person.Role.TENANT,
                "red",
                key.getFileName().toString(),
                Person.Access.TYPE,
                List.of(entry),
                List.of("*"),
                "^Ec")));
  }

  /** Returns the command that starts the stock client with this key. */
  List<String> ssh(Path key, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "ssh", "-F", "/dev/null", "-i", key.toString(), "-p", Integer.toString(port())));
    for (String option :
        List.of(
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "BatchMode=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
            "ConnectTimeout=10")) {
      words.add("-o");
      words.add(option);
    }
    words.addAll(List.of(more));
    return words;
  }

  /** The result of a program. */
  record Ran(int status, String out, String err) {}

  static Ran run(String input, List<String> words) throws Exception {
    Path err = Files.createTempFile("front", ".err");
    Process process = new ProcessBuilder(words).redirectError(err.toFile()).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      // the program did not read its input
      if (process.isAlive()) {
        process.waitFor(1, TimeUnit.SECONDS);
      }
    }
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("still running after 30 s: " + words);
    }
    String said = Files.readString(err, java.nio.charset.StandardCharsets.ISO_8859_1);
    Files.delete(err);
    return new Ran(process.exitValue(), out, said);
  }

  @Override
  public void close() {
    server.close();
  }
}

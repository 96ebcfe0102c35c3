package postern.gateway.session;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import postern.gateway.access.AttachOptions;
import postern.gateway.config.Person;
import postern.gateway.config.PublicKeyEntry;
import postern.gateway.ssh.Caller;
import postern.gateway.ssh.ConnectionLimits;
import postern.gateway.ssh.GatewaySshServer;
import postern.gateway.ssh.SessionChannel;
import postern.gateway.ssh.SshEvents;
import postern.gateway.ssh.SshSettings;
import postern.mux.Console;
import postern.mux.ConsoleId;
import postern.mux.ConsoleSettings;
import postern.mux.LineAddress;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.Recorder;
import postern.mux.SerialMux;
import postern.mux.console.ConsoleMultiplexer;

/** A real SSH server and console with a machine on a unix socket. Only the acts are the test's. */
final class SessionRig implements AutoCloseable {
  final EchoMachine machine;
  final Console console;
  final ConcurrentHashMap<String, DirectConsoleActs> acts = new ConcurrentHashMap<>();
  private final SerialMux mux;
  private final GatewaySshServer server;
  private final Path key;
  private final AtomicInteger sessions = new AtomicInteger();

  SessionRig(Path dir) throws Exception {
    Path socket = dir.resolve("console");
    machine = new EchoMachine(socket);
    mux = ConsoleMultiplexer.start(Clock.systemUTC(), Files.createDirectory(dir.resolve("native")));
    console =
        mux.open(
            new ConsoleSettings(
                new ConsoleId("red", "web1", 1), new LineAddress.UnixSocket(socket), 0, 24, 80),
            new Unrecorded());
    key = dir.resolve("key");
    run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()), new byte[0]);
    String print =
        run(List.of("ssh-keygen", "-lf", key + ".pub"), new byte[0]).out().split(" ", -1)[1];
    PublicKeyEntry entry =
        new PublicKeyEntry(
            print, Files.readString(Path.of(key + ".pub")), List.of(), Optional.empty(), false);
    Person alice =
        new Person(
            Person.Role.TENANT,
            "red",
            "alice",
            Person.Access.TYPE,
            List.of(entry),
            List.of("*"),
            "^Ec");
    server =
        GatewaySshServer.open(
            new SshSettings(
                List.of(
                    new SshSettings.Listen(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), false)),
                dir.resolve("host-keys"),
                dir.resolve("known-sources"),
                false,
                List.of("127.0.0.0/8"),
                ConnectionLimits.standard()),
            fingerprint -> List.of(alice),
            this::serve,
            new NoEvents());
  }

  /** Serves a session whose login name is {@code PERSON+suffixes}. */
  private int serve(SessionChannel channel) throws InterruptedException {
    String login = channel.caller().login();
    int plus = login.indexOf('+');
    String name = plus < 0 ? login : login.substring(0, plus);
    switch (AttachOptions.parse(plus < 0 ? "" : login.substring(plus + 1))) {
      case AttachOptions.Parsed.Wrong(String why) -> {
        channel.writeErrorFully(
            ByteBuffer.wrap(("postern: " + why + "\n").getBytes(StandardCharsets.UTF_8)),
            Duration.ofSeconds(5));
        return 2;
      }
      case AttachOptions.Parsed.Options(AttachOptions options) -> {
        Participant participant =
            new Participant(
                "s" + sessions.incrementAndGet(),
                "red/" + name,
                channel.caller().source(),
                Clock.systemUTC().instant(),
                true);
        DirectConsoleActs own = new DirectConsoleActs(console, participant, channel::wake);
        acts.put(name, own);
        return new ConsoleSession(channel, own, options, Clock.systemUTC()).run();
      }
    }
  }

  DirectConsoleActs acts(String name) {
    return java.util.Objects.requireNonNull(acts.get(name));
  }

  List<String> ssh(String... more) {
    List<String> words =
        new ArrayList<>(List.of("ssh", "-F", "/dev/null", "-i", key.toString(), "-p"));
    words.add(Integer.toString(server.addresses().getFirst().getPort()));
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

  record Ran(int status, String out, String err) {}

  static Ran run(List<String> words, byte[] input) throws Exception {
    Path err = Files.createTempFile("session", ".err");
    Process process = new ProcessBuilder(words).redirectError(err.toFile()).start();
    try (var in = process.getOutputStream()) {
      in.write(input);
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running after 30 s: " + words);
    }
    String said = Files.readString(err);
    Files.delete(err);
    return new Ran(process.exitValue(), out, said);
  }

  @Override
  public void close() throws Exception {
    server.close();
    mux.close();
    machine.close();
  }

  /** A recorder that records nothing. */
  private static final class Unrecorded implements Recorder {
    @Override
    public boolean output(ByteBuffer bytes, long endOffset) {
      return true;
    }

    @Override
    public void whenRoom(Runnable retry) {
      retry.run();
    }

    @Override
    public boolean gap(long bytes, long endOffset) {
      return true;
    }

    @Override
    public Optional<String> typing(Participant by, ByteBuffer bytes) {
      return Optional.empty();
    }

    @Override
    public void notice(Notice notice) {}
  }

  private static final class NoEvents implements SshEvents {
    @Override
    public boolean ready() {
      return true;
    }

    @Override
    public void login(Caller caller, Handshake how) {}

    @Override
    public void refused(Refusal refusal) {}

    @Override
    public void disconnected(Caller caller, String why) {}
  }
}

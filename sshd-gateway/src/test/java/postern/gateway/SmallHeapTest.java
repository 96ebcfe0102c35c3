package postern.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.channel.WindowClosedException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import postern.gateway.rig.FakeMachine;
import postern.gateway.rig.Gateway;
import postern.gateway.rig.Program;
import postern.gateway.rig.Site;

/**
 * A client that logged in and sends one kind of thing for as long as it is taken, to a gateway with
 * a small heap that ends when it is full. Each kind is sent often enough to fill it many times.
 */
@Tag("long")
@Timeout(180)
final class SmallHeapTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int TIMES = 40_000;

  /** For what is long itself. */
  private static final int FEWER = 10_000;

  /** For what is short, and taken into account only by its number. */
  private static final int MANY = 200_000;

  private static final int CONNECTIONS = 600;

  /** A client whose writes stand still for so long is not read any more. */
  private static final Duration STILL = Duration.ofSeconds(3);

  @TempDir private static Path dir;
  private static FakeMachine web1;
  private static FakeMachine web2;
  private static Gateway gateway;
  private static Site site;
  private static SshClient client;

  /** What is sent, and whether the client reads what it is sent. */
  enum Kind {
    KEYS_BETWEEN_WINDOW_CHANGES(true),
    KEYS_BETWEEN_BREAKS(true),
    WINDOW_CHANGES(true),
    ENVIRONMENT(true),
    LONG_ENVIRONMENT(true, FEWER),
    TERMINALS(true, FEWER),
    ENDS_OF_INPUT(true, MANY),
    KEYS_IN_A_QUESTION(true),
    PAGES(true, FEWER),
    ERROR_DATA(true),
    DEBUG_MESSAGES(true, FEWER),
    UNREAD_CHANNEL_REQUESTS(false, MANY),
    UNREAD_LONG_CHANNEL_REQUESTS(false, FEWER),
    UNREAD_GLOBAL_REQUESTS(false, MANY),
    UNREAD_UNKNOWN_MESSAGES(false, MANY),
    UNREAD_CHANNEL_OPENS(false, MANY),
    REQUESTS_WITHIN_AN_EXCHANGE_OF_KEYS(true, MANY),
    KEYS_WITHIN_AN_EXCHANGE_OF_KEYS(true);

    final boolean reads;
    final int times;

    Kind(boolean reads) {
      this(reads, TIMES);
    }

    Kind(boolean reads, int times) {
      this.reads = reads;
      this.times = times;
    }
  }

  @BeforeAll
  static void open() throws IOException {
    web1 = FakeMachine.echoing(dir.resolve("web1.sock"));
    web2 = FakeMachine.echoing(dir.resolve("web2.sock"));
    site = Site.in(dir);
    site.fleet(
        "all.toml",
        site.person("red", "rita")
            + site.person("blue", "bob")
            + web1.entry("web1", "red")
            + web2.entry("web2", "blue"));
    List<String> small = List.of("env", "_JAVA_OPTIONS=-Xmx64m -XX:+ExitOnOutOfMemoryError");
    gateway = Gateway.start(small, site);
    client = SshClient.setUpDefaultClient();
    ServerKeyVerifier any = (session, remote, key) -> true;
    client.setServerKeyVerifier(any);
    client.setSessionFactory(
        new SessionFactory(client) {
          @Override
          protected ClientSessionImpl doCreateSession(IoSession transport) throws Exception {
            return new Stubborn(getClient(), transport);
          }
        });
    client.start();
    assertAnotherWorks(); // from now on logins from here find a place
  }

  @AfterAll
  static void close() throws IOException {
    client.close(true).await(PATIENCE);
    gateway.close();
    web1.close();
    web2.close();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void othersLogInAndWork(Kind kind) throws Exception {
    try (ClientSession session =
            client.connect("web1", "127.0.0.1", gateway.port()).verify(PATIENCE).getSession();
        Sender sender = new Sender(login(session))) {
      if (kind == Kind.REQUESTS_WITHIN_AN_EXCHANGE_OF_KEYS
          || kind == Kind.KEYS_WITHIN_AN_EXCHANGE_OF_KEYS) {
        sender.beginExchange();
      }
      if (!kind.reads) {
        session.getIoSession().suspendRead();
      }
      for (int i = 0; i < kind.times && sender.taken(i); i++) {
        sender.send(kind, i);
      }
      assertAnotherWorks();
    }
  }

  private static void assertAnotherWorks() {
    long start = System.nanoTime();
    Program.Outcome other = gateway.as("bob").run(PATIENCE, "web2", "status");
    assertThat(other.exit()).as("%s %s", other, gateway.stderr()).isZero();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(gateway.stderr()).doesNotContain("OutOfMemoryError:");
  }

  @ParameterizedTest
  @ValueSource(ints = {99_000, 249_000})
  void othersLogInAndWorkWhileManyHaveBegunAPacketBeforeLogin(int length) throws Exception {
    ByteBuffer begun = ByteBuffer.allocate(length).put("SSH-2.0-half\r\n".getBytes(US_ASCII));
    begun.putInt(length - 2).position(0);
    List<SocketChannel> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        InetSocketAddress door =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), gateway.port());
        SocketChannel one = SocketChannel.open(door);
        crowd.add(one);
        try {
          one.write(begun.duplicate());
        } catch (IOException e) {
          one.close(); // it was ended meanwhile
        }
      }
      assertAnotherWorks();
    } finally {
      for (SocketChannel each : crowd) {
        each.close();
      }
    }
  }

  private static ClientSession login(ClientSession session) throws IOException {
    session.setKeyIdentityProvider(new FileKeyPairProvider(site.key("rita")));
    session.auth().verify(PATIENCE);
    return session;
  }

  /** A client that, once told so, does not take part in an exchange of keys. */
  private static final class Stubborn extends ClientSessionImpl {
    volatile boolean refuses;

    Stubborn(ClientFactoryManager client, IoSession transport) throws Exception {
      super(client, transport);
    }

    @Override
    protected void handleKexInit(Buffer buffer) throws Exception {
      if (!refuses) {
        super.handleKexInit(buffer);
      }
    }
  }

  /** One channel with a terminal, whose window is never opened, and raw packets on it. */
  private static final class Sender implements AutoCloseable {
    private final ClientSession session;
    private final ChannelShell shell;
    private IoWriteFuture last;

    /** The gateway takes no more. */
    private boolean full;

    Sender(ClientSession session) throws Exception {
      this.session = session;
      CoreModuleProperties.WINDOW_SIZE.set(session, 1L);
      this.shell = session.createShellChannel();
      shell.setUsePty(true);
      shell.setOut(java.io.OutputStream.nullOutputStream());
      shell.setErr(java.io.OutputStream.nullOutputStream());
      shell.open().verify(PATIENCE);
      this.last = session.writePacket(packet(SshConstants.SSH_MSG_IGNORE).of(new byte[1]));
    }

    /** Whether what was sent before is gone, looked at now and then. */
    boolean taken(int i) throws IOException {
      if (i % 100 == 0 && !(session.isOpen() && last.await(STILL) && last.isWritten())) {
        return false;
      }
      return !full;
    }

    void beginExchange() throws IOException {
      ((Stubborn) session).refuses = true;
      Packet init = packet(SshConstants.SSH_MSG_KEXINIT);
      init.buffer.putRawBytes(new byte[16]);
      for (String list :
          List.of(
              "curve25519-sha256",
              "ssh-ed25519",
              "aes128-ctr",
              "aes128-ctr",
              "hmac-sha2-256-etm@openssh.com",
              "hmac-sha2-256-etm@openssh.com",
              "none",
              "none",
              "",
              "")) {
        init.buffer.putString(list);
      }
      init.buffer.putRawBytes(new byte[5]);
      last = session.writePacket(init.buffer);
    }

    void send(Kind kind, int i) throws IOException {
      switch (kind) {
        case KEYS_BETWEEN_WINDOW_CHANGES -> {
          key("k");
          put(request("window-change", false).numbers(80 + i % 9, 24, 0, 0));
        }
        case KEYS_BETWEEN_BREAKS -> {
          key("k");
          put(request("break", false).numbers(100));
        }
        case WINDOW_CHANGES -> put(request("window-change", true).numbers(-1 - i, -1, 0, 0));
        case ENVIRONMENT -> put(request("env", true).text("LC_" + i).text("C.UTF-8"));
        case LONG_ENVIRONMENT -> put(request("env", true).text("LANG").text("x".repeat(9_000)));
        case TERMINALS ->
            put(request("pty-req", true).text("t".repeat(9000)).numbers(-1, -1, 0, 0).text(""));
        case KEYS_IN_A_QUESTION -> key(i == 0 ? "\005cb" : "x\b");
        case PAGES -> key("\005cp\005cr");
        case ENDS_OF_INPUT -> put(packet(SshConstants.SSH_MSG_CHANNEL_EOF).numbers(channel()));
        case ERROR_DATA -> data(SshConstants.SSH_MSG_CHANNEL_EXTENDED_DATA, i);
        case DEBUG_MESSAGES -> {
          Packet debug = packet(SshConstants.SSH_MSG_DEBUG);
          debug.buffer.putBoolean(true);
          put(debug.text("x".repeat(8000)).text(""));
        }
        case UNREAD_CHANNEL_REQUESTS, REQUESTS_WITHIN_AN_EXCHANGE_OF_KEYS ->
            put(request("signal", true).text("INT"));
        case UNREAD_LONG_CHANNEL_REQUESTS -> put(request("x".repeat(9000) + i, true));
        case UNREAD_GLOBAL_REQUESTS -> {
          Packet global = packet(SshConstants.SSH_MSG_GLOBAL_REQUEST).text("nothing@here" + i);
          global.buffer.putBoolean(true);
          put(global);
        }
        case UNREAD_UNKNOWN_MESSAGES -> put(packet((byte) 200));
        case UNREAD_CHANNEL_OPENS ->
            put(
                packet(SshConstants.SSH_MSG_CHANNEL_OPEN)
                    .text("session")
                    .numbers(1000 + i, 1 << 20, 1 << 15));
        case KEYS_WITHIN_AN_EXCHANGE_OF_KEYS -> key("k");
      }
    }

    /** One packet each, as far as the window goes: beyond it the connection would be ended. */
    private void key(String keys) throws IOException {
      try {
        for (int i = 0; i < keys.length() && !full; i++) {
          shell.getRemoteWindow().waitForSpace(STILL);
          shell.getRemoteWindow().consume(1);
          put(
              packet(SshConstants.SSH_MSG_CHANNEL_DATA)
                  .numbers(channel())
                  .text(keys.substring(i, i + 1)));
        }
      } catch (InterruptedException | SocketTimeoutException | WindowClosedException e) {
        full = true;
      }
    }

    private void data(byte kind, int i) throws IOException {
      put(packet(kind).numbers(channel(), 1).text("e".repeat(1 + i % 7)));
    }

    private int channel() {
      return (int) shell.getRecipient();
    }

    private Packet request(String name, boolean reply) throws IOException {
      Packet made = packet(SshConstants.SSH_MSG_CHANNEL_REQUEST).numbers(channel()).text(name);
      made.buffer.putBoolean(reply);
      return made;
    }

    private Packet packet(byte message) {
      return new Packet(session.createBuffer(message));
    }

    private void put(Packet made) throws IOException {
      try {
        last = session.writePacket(made.buffer);
      } catch (SshException e) {
        full = true; // the gateway has ended the connection, as it may
      }
    }

    @Override
    public void close() throws IOException {
      session.getIoSession().resumeRead();
      shell.close(true);
      session.close(true).await(PATIENCE);
      shell.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
    }
  }

  /** A packet under construction. */
  private record Packet(Buffer buffer) {
    Packet numbers(int... numbers) {
      for (int number : numbers) {
        buffer.putInt(number);
      }
      return this;
    }

    Packet text(String text) {
      buffer.putString(text, StandardCharsets.ISO_8859_1);
      return this;
    }

    Buffer of(byte[] bytes) {
      buffer.putBytes(bytes);
      return buffer;
    }
  }
}

package postern.gateway.rig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * One connection of an ssh client that says what no stock client would: any login name, any version
 * string. It also runs many commands over one connection, for measurements.
 */
public final class Caller implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final SshClient client;
  private final ClientSession session;

  private Caller(SshClient client, ClientSession session) {
    this.client = client;
    this.session = session;
  }

  /**
   * Connects and logs in.
   *
   * @param version what follows {@code SSH-2.0-}
   */
  public static Caller login(Gateway gateway, String key, String login, String version)
      throws Exception {
    SshClient client = SshClient.setUpDefaultClient();
    CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, version);
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setHostConfigEntryResolver(
        org.apache.sshd.client.config.hosts.HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(keys(gateway.site().key(key)));
    client.start();
    try {
      ClientSession session =
          client.connect(login, "127.0.0.1", gateway.port()).verify(LIMIT).getSession();
      session.auth().verify(LIMIT);
      return new Caller(client, session);
    } catch (Exception | Error e) {
      client.stop();
      throw e;
    }
  }

  private static KeyIdentityProvider keys(Path file) {
    FileKeyPairProvider pairs = new FileKeyPairProvider(file);
    pairs.setPasswordFinder(FilePasswordProvider.EMPTY);
    return pairs;
  }

  /** Runs a command in a channel of its own. */
  public Answer run(String command) throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    long from = System.nanoTime();
    try (ChannelExec channel = session.createExecChannel(command)) {
      channel.setErr(err);
      channel.setOut(new ByteArrayOutputStream());
      channel.open().verify(LIMIT);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
      Integer exit = channel.getExitStatus();
      long took = System.nanoTime() - from;
      return new Answer(
          exit == null ? -1 : exit, err.toString(StandardCharsets.UTF_8), Duration.ofNanos(took));
    }
  }

  /** What a command came to, and how long it took from the channel's opening to its end. */
  public record Answer(int exit, String err, Duration took) {}

  @Override
  public void close() {
    session.close(true);
    client.stop();
  }
}

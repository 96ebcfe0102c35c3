package postern.gateway.rig;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** An ssh-agent (draft-miller-ssh-agent) with one security key: lists it, signs, no more. */
public final class KeyAgent implements AutoCloseable {
  private static final int FAILURE = 5;
  private static final int REQUEST_IDENTITIES = 11;
  private static final int IDENTITIES_ANSWER = 12;
  private static final int SIGN_REQUEST = 13;
  private static final int SIGN_RESPONSE = 14;
  private static final int LONGEST = 256 * 1024;

  private final SecurityKey key;
  private final ServerSocketChannel server;
  private final AtomicInteger signatures = new AtomicInteger();

  private KeyAgent(Path socket, SecurityKey key) throws IOException {
    this.key = key;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().name("agent").start(this::serve);
  }

  public static KeyAgent at(Path socket, SecurityKey key) throws IOException {
    return new KeyAgent(socket, key);
  }

  /** How often it signed. */
  public int signatures() {
    return signatures.get();
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        DataInputStream in = new DataInputStream(Channels.newInputStream(client));
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(client));
        for (int length = in.readInt(); length > 0 && length <= LONGEST; length = in.readInt()) {
          byte[] answer = answer(in.readUnsignedByte(), in.readNBytes(length - 1));
          out.writeInt(answer.length);
          out.write(answer);
          out.flush();
        }
      } catch (ClosedChannelException e) {
        return; // closed by the test
      } catch (IOException | GeneralSecurityException e) {
        System.err.println("agent: this client is gone: " + e); // or has what it wanted
      }
    }
  }

  private byte[] answer(int type, byte[] rest) throws IOException, GeneralSecurityException {
    SecurityKey.Message answer = new SecurityKey.Message();
    if (type == REQUEST_IDENTITIES) {
      return answer
          .number(IDENTITIES_ANSWER, 1)
          .number(1, 4)
          .bytes(key.blob())
          .text("token")
          .done();
    }
    DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(rest));
    if (type != SIGN_REQUEST || !Arrays.equals(in.readNBytes(in.readInt()), key.blob())) {
      return answer.number(FAILURE, 1).done();
    }
    signatures.incrementAndGet();
    return answer.number(SIGN_RESPONSE, 1).bytes(key.sign(in.readNBytes(in.readInt()))).done();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

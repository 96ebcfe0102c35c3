package postern.gateway.ssh;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Speaks just enough SSH over a socket to see the server's first messages. */
final class RawClient implements AutoCloseable {
  final Socket socket;
  final DataInputStream in;

  RawClient(int port) throws IOException {
    this(port, "127.0.0.1");
  }

  /** Connects from this address of the host. */
  RawClient(int port, String source) throws IOException {
    socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral(source), 0);
    socket.setSoTimeout(15_000);
    in = new DataInputStream(socket.getInputStream());
  }

  void say(String bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** Returns the server's identification line; empty if the server closed. */
  String identification() throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) >= 0 && c != '\n') {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** Returns the ten name lists of the server's KEXINIT (RFC 4253, 7.1). */
  List<List<String>> algorithms() throws IOException {
    in.readInt();
    int padding = in.readUnsignedByte();
    int message = in.readUnsignedByte();
    if (message != 20 || padding < 4) {
      throw new IOException("not a KEXINIT: " + message);
    }
    in.readFully(new byte[16]);
    List<List<String>> lists = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      byte[] list = new byte[in.readInt()];
      in.readFully(list);
      lists.add(List.of(new String(list, StandardCharsets.US_ASCII).split(",")));
    }
    in.readFully(new byte[5 + padding]);
    return lists;
  }

  /** Sends a KEXINIT with these ten name lists, before any keys. */
  void propose(List<String> lists) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    DataOutputStream to = new DataOutputStream(payload);
    to.writeByte(20);
    to.write(new byte[16]);
    for (String list : lists) {
      to.writeInt(list.length());
      to.writeBytes(list);
    }
    to.write(new byte[5]);
    int padding = 4 + (8 - (payload.size() + 9) % 8) % 8;
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(1 + payload.size() + padding);
    out.writeByte(padding);
    payload.writeTo(out);
    out.write(new byte[padding]);
    out.flush();
  }

  /** Returns the text of the SSH_MSG_DISCONNECT (RFC 4253, 11.1) that must come next. */
  String farewell() throws IOException {
    in.readInt();
    in.readUnsignedByte();
    int message = in.readUnsignedByte();
    if (message != 1) {
      throw new IOException("not a disconnect: " + message);
    }
    in.readInt();
    byte[] words = new byte[in.readInt()];
    in.readFully(words);
    return new String(words, StandardCharsets.UTF_8);
  }

  /** Returns whether the server closes within the socket's timeout. */
  boolean ended() {
    try {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package postern.gateway.ssh;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Speaks just enough SSH over a socket to see what a server says first. */
final class RawClient implements AutoCloseable {
  final Socket socket;
  final DataInputStream in;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setSoTimeout(15_000);
    in = new DataInputStream(socket.getInputStream());
  }

  void say(String bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** The server's identification line; empty when it closed instead. */
  String identification() throws IOException {
    StringBuilder line = new StringBuilder();
    int c;
    while ((c = in.read()) >= 0 && c != '\n') {
      line.append((char) c);
    }
    return line.toString().strip();
  }

  /** The ten name lists of the server's KEXINIT (RFC 4253, 7.1). */
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
    return lists;
  }

  /** Whether the server closes, within the socket's patience. */
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

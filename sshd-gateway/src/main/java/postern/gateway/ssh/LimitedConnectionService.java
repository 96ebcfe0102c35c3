package postern.gateway.ssh;

import org.apache.sshd.common.Service;
import org.apache.sshd.common.ServiceFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.RequestHandler;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.session.AbstractServerSession;
import org.apache.sshd.server.session.ServerConnectionService;
import postern.gateway.text.PlainText;

/**
 * Opens session channels, at most {@value #CHANNELS} on a connection, and no others. Every kind of
 * forwarding is refused and reported.
 */
final class LimitedConnectionService extends ServerConnectionService {
  private static final int CHANNELS = 10;
  private static final int SMALLEST_PACKET = 64;

  private LimitedConnectionService(AbstractServerSession session) throws Exception {
    super(session);
  }

  static ServiceFactory factory() {
    return new ServiceFactory() {
      @Override
      public String getName() {
        return "ssh-connection";
      }

      @Override
      public Service create(Session session) throws java.io.IOException {
        try {
          return new LimitedConnectionService((AbstractServerSession) session);
        } catch (java.io.IOException e) {
          throw e;
        } catch (Exception e) {
          throw new java.io.IOException(e);
        }
      }
    };
  }

  @Override
  protected void channelOpen(Buffer buffer) throws Exception {
    int start = buffer.rpos();
    String type = buffer.getString();
    long sender = buffer.getUInt();
    buffer.getUInt();
    long packet = buffer.getUInt();
    if (!"session".equals(type)) {
      connection().refuse("channel " + PlainText.quoted(type, 64));
      refuse(
          buffer,
          sender,
          SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED,
          "only sessions can be opened");
    } else if (getChannels().size() >= CHANNELS) {
      connection().refuse("more than " + CHANNELS + " sessions on one connection");
      refuse(
          buffer,
          sender,
          SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
          "at most " + CHANNELS + " sessions on one connection");
    } else if (packet < SMALLEST_PACKET) {
      refuse(buffer, sender, SshConstants.SSH_OPEN_CONNECT_FAILED, "packet size too small");
    } else if (!connection().takeChannel()) {
      connection().refuse("a session for which there is no memory");
      refuse(
          buffer,
          sender,
          SshConstants.SSH_OPEN_RESOURCE_SHORTAGE,
          "too many sessions with this key: no memory is left for another");
    } else {
      buffer.rpos(start);
      super.channelOpen(buffer);
    }
  }

  private void refuse(Buffer buffer, long sender, int reason, String why)
      throws java.io.IOException {
    sendChannelOpenFailure(buffer, sender, reason, why, "");
  }

  boolean busy() {
    return !getChannels().isEmpty();
  }

  private ClientConnection connection() {
    return (ClientConnection) getSession();
  }

  /** Refuses every global request that no other handler answered, and reports it. */
  static RequestHandler.Result refuseGlobal(ConnectionService service, String request) {
    if (!request.startsWith("hostkeys-prove-")) {
      ((ClientConnection) service.getSession()).refuse("request " + PlainText.quoted(request, 64));
    }
    return RequestHandler.Result.ReplyFailure;
  }
}

package postern.gateway.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.helpers.KeyExchangeMessageHandler;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.jspecify.annotations.Nullable;
import postern.gateway.config.Person;
import postern.gateway.ssh.SshEvents.Handshake;
import postern.gateway.ssh.SshEvents.Refusal;
import postern.gateway.ssh.SshEvents.Told;
import postern.gateway.text.PlainText;

/** One client's TCP connection. */
final class ClientConnection extends ServerSessionImpl {
  private static final int MESSAGES_BEFORE_LOGIN = 100;
  private static final long BYTES_BEFORE_LOGIN = 1 << 20;
  private static final int SIGNED_TRIES = 6;
  private static final int UNSIGNED_OFFERS = 20;

  /** The longest packet in bytes; a command or a login name of 64 KiB fits into it. */
  private static final int PACKET = 100_000;

  /** The limit in bytes on the output and replies that wait for the end of a key exchange. */
  private static final long PENDING = 2 << 20;

  /** The services that a connection uses. */
  interface Host {
    List<Person> owners(String fingerprint);

    /** Returns why this known key cannot log in now; empty if it can. */
    Optional<String> busy(String fingerprint);

    void loggedIn(ClientConnection connection, Caller caller, Handshake how);

    void refused(Refusal refusal);

    void ended(ClientConnection connection);

    /** The memory of all clients together. */
    ClientMemory memory();

    /** Runs the task on another thread, without delay. */
    void onOtherThread(Runnable task);
  }

  private final Host host;
  private final InetAddress source;
  private final long openedAt = System.nanoTime();
  private final AtomicBoolean gone = new AtomicBoolean();
  private final GcmRekey quick = new GcmRekey();
  private final ConnectionMemory held = new ConnectionMemory();
  private final AtomicLong pending = new AtomicLong();
  private final AtomicBoolean ending = new AtomicBoolean();

  /** The time of the last bytes received. Read by any thread. */
  private volatile long lastHeard = openedAt;

  private volatile @Nullable Caller caller;
  private volatile String endReason = "the client disconnected";

  /**
   * When the current key exchange after login began, System.nanoTime. Used by the clock thread
   * only.
   */
  private long exchangingSince;

  // Used before login only, by the thread that reads this connection.
  private int messages;
  private long bytes;
  private int signedTries;
  private int unsignedOffers;
  private String login = "";
  private String lastKey = "";
  private @Nullable Proof proof;

  /**
   * A key whose signature was verified, and the people for whom it stands under the options of
   * their entries.
   */
  record Proof(KeyUse use, List<Person> people) {}

  ClientConnection(ServerFactoryManager server, IoSession transport, Host host) throws Exception {
    super(server, transport);
    this.host = host;
    this.source = ((InetSocketAddress) transport.getRemoteAddress()).getAddress();
  }

  InetAddress source() {
    return source;
  }

  String sourceText() {
    return SourcePatterns.text(source);
  }

  @Nullable Caller caller() {
    return caller;
  }

  long lastHeard() {
    return lastHeard;
  }

  long openedAt() {
    return openedAt;
  }

  boolean keysExchanged() {
    return getSessionId() != null;
  }

  /**
   * Returns whether the client is logged in and no key exchange is in progress. Input is then
   * processed quickly.
   */
  boolean settled() {
    return caller != null && getKexState() == KexState.DONE;
  }

  String endReason() {
    return endReason;
  }

  Host host() {
    return host;
  }

  @Override
  public void messageReceived(Readable message) throws Exception {
    lastHeard = System.nanoTime();
    if (caller == null) {
      bytes += message.available();
      if (bytes > BYTES_BEFORE_LOGIN) {
        exceeded("more than " + BYTES_BEFORE_LOGIN + " bytes before login");
      }
    }
    super.messageReceived(message);
    if (decoderState == 1 && decoderLength > PACKET) {
      exceeded("a packet of " + decoderLength + " bytes");
    }
  }

  @Override
  protected void handleMessage(Buffer buffer) throws Exception {
    if (caller == null && ++messages > MESSAGES_BEFORE_LOGIN) {
      exceeded("more than " + MESSAGES_BEFORE_LOGIN + " messages before login");
    }
    super.handleMessage(buffer);
  }

  private void exceeded(String what) throws SshException {
    refuse(what);
    endReason = what;
    throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, what);
  }

  /** Counts one attempt with a key. Returns false, and disconnects, if there were too many. */
  boolean mayTry(String name, String fingerprint, boolean signed) throws IOException {
    login = name;
    lastKey = fingerprint;
    int tries = signed ? ++signedTries : ++unsignedOffers;
    if (tries <= (signed ? SIGNED_TRIES : UNSIGNED_OFFERS)) {
      return true;
    }
    endReason = "too many authentication failures";
    disconnect(
        SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE,
        "Too many authentication failures");
    return false;
  }

  /**
   * Disconnects with a message that the client shows, if the gateway cannot take another login now.
   */
  boolean turnedAway(String fingerprint) throws IOException {
    Optional<String> why = host.busy(fingerprint);
    if (why.isEmpty()) {
      return false;
    }
    refuse("login: " + why.get());
    endReason = why.get();
    disconnect(SshConstants.SSH2_DISCONNECT_TOO_MANY_CONNECTIONS, why.get());
    return true;
  }

  /** Notes that the signature of this key was verified. */
  void proven(Proof proof) {
    this.proof = proof;
  }

  @Override
  public IoWriteFuture signalAuthenticationSuccess(String user, String service, Buffer buffer)
      throws Exception {
    Proof checked = proof;
    if (checked == null) {
      throw new SshException("authenticated without a checked key");
    }
    String name =
        user.length() <= PlainText.USUAL_LIMIT
            ? user
            : user.substring(0, PlainText.USUAL_LIMIT) + "…";
    Caller who = new Caller(name, checked.use(), checked.people());
    caller = who;
    if (!held.countOn(host.memory().open(who.fingerprint()))) {
      exceeded("too many connections with this key: no memory is left for another");
    }
    IoWriteFuture sent = super.signalAuthenticationSuccess(user, service, buffer);
    host.loggedIn(this, who, handshake());
    return sent;
  }

  private Handshake handshake() {
    return new Handshake(
        String.valueOf(getNegotiatedKexParameter(KexProposalOption.ALGORITHMS)),
        String.valueOf(getNegotiatedKexParameter(KexProposalOption.S2CENC)),
        PlainText.quoted(String.valueOf(getClientVersion())));
  }

  /** Reports that this connection was refused something. */
  void refuse(String what) {
    host.refused(
        new Refusal(Optional.ofNullable(caller), sourceText(), login, lastKey, new Told(what, 1)));
  }

  /** Adds to the memory held by what waits for this client, or subtracts from it. Never blocks. */
  void hold(long bytes) {
    if (!held.change(bytes)) {
      endFor("the clients of this key hold more memory than one key may");
    }
  }

  /** Does the same as {@link #hold} for packets that wait for the end of a key exchange. */
  void pending(long bytes) {
    if (pending.addAndGet(bytes) > PENDING) {
      endFor("too much output waits for the end of a key exchange");
    }
    hold(bytes);
  }

  /**
   * Ends the connection for exceeding a limit and reports it once. Runs on another thread because
   * the caller may hold locks.
   */
  private void endFor(String what) {
    if (ending.compareAndSet(false, true)) {
      refuse(what);
      host.onOtherThread(() -> end(what, true));
    }
  }

  /** Counts a channel that is about to be opened. Returns false if there is no memory for it. */
  boolean takeChannel() {
    return held.takeChannel();
  }

  void giveChannel() {
    held.giveChannel();
  }

  /** Returns how long the current key exchange has taken. Called by the clock thread only. */
  long exchanging(long now) {
    if (getKexState() == KexState.DONE) {
      exchangingSince = 0;
    } else if (exchangingSince == 0) {
      exchangingSince = now;
    }
    return exchangingSince == 0 ? 0 : now - exchangingSince;
  }

  @Override
  protected KeyExchangeMessageHandler initializeKeyExchangeMessageHandler() {
    return new PendingPackets(this, log);
  }

  /**
   * Reports a failed login once, when the connection ends. A connection that sent nothing only
   * probed the port and is not reported.
   */
  void tellFailedLogin() {
    if (caller != null) {
      return;
    }
    if (signedTries + unsignedOffers > 0) {
      refuse("login: none of " + (signedTries + unsignedOffers) + " offered keys was accepted");
    } else if (bytes > 0 && getClientVersion() == null) {
      refuse("connection: the client sent no SSH version");
    }
  }

  /** Returns whether a session channel is open. */
  boolean hasChannels() {
    return getService(ConnectionService.class) instanceof LimitedConnectionService service
        && service.busy();
  }

  /** Sends a keepalive request; the answer counts as received bytes. Never blocks. */
  void sendKeepalive() {
    if (getKexState() != KexState.DONE) {
      return;
    }
    try {
      String name = "keepalive@openssh.com";
      Buffer ask = createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST, name.length() + 8);
      ask.putString(name);
      ask.putBoolean(true);
      request(ask, name, (command, answer) -> {});
    } catch (IOException | RuntimeException e) {
      log.debug("heartbeat failed source={}", sourceText(), e);
    }
  }

  @Override
  protected boolean isRekeyRequired() {
    if (super.isRekeyRequired()) {
      return true;
    }
    boolean may = caller != null && isOpen() && getKexState() == KexState.DONE;
    return may
        && quick.due(
            outBytesCount.get(),
            getNegotiatedKexParameter(KexProposalOption.S2CENC),
            getClientKexProposals());
  }

  @Override
  protected byte[] sendKexInit(Map<KexProposalOption, String> offer) throws Exception {
    boolean first = !keysExchanged();
    return super.sendKexInit(first ? offer : GcmRekey.laterOffer(offer, getClientKexProposals()));
  }

  /** Ends the connection, with a message to the client if one can still be sent. Never blocks. */
  void end(String why, boolean atOnce) {
    endReason = why;
    if (!atOnce) {
      try {
        disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, why);
        return;
      } catch (IOException | RuntimeException e) {
        log.debug("disconnect failed source={}", sourceText(), e);
      }
    }
    close(true);
  }

  @Override
  protected void preClose() {
    super.preClose();
    if (gone.compareAndSet(false, true)) {
      held.close();
      host.ended(this);
    }
  }
}

package postern.mux.console;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import postern.mux.ConsoleStatus;
import postern.mux.Notice;
import postern.mux.OnRelease;
import postern.mux.Participant;
import postern.mux.line.Line;

/**
 * What a typist may leave behind on a console: an open login, or output stopped with Ctrl-S.
 * Modified under the console's turn lock, read on any thread.
 */
final class OpenLogin {
  private static final byte XON = 0x11;
  private static final byte XOFF = 0x13;

  private volatile OnRelease policy = new OnRelease.Leave();

  /** The last participant who typed since the last certain end of a login. */
  private volatile @Nullable Participant typist;

  private volatile ConsoleStatus.@Nullable Typed stopped;

  private final Consumer<Optional<Participant>> locked;
  private Optional<Participant> told = Optional.empty();

  /**
   * @param locked is told, under the turn lock, for whom the keyboard is reserved from now on
   */
  OpenLogin(Consumer<Optional<Participant>> locked) {
    this.locked = locked;
  }

  void policy(OnRelease next) {
    policy = next;
    tell();
  }

  void typist(@Nullable Participant next) {
    typist = next;
    tell();
  }

  private void tell() {
    Optional<Participant> now = lockedBy();
    if (!now.map(Participant::name).equals(told.map(Participant::name))) {
      told = now;
      locked.accept(now);
    }
  }

  void typed(Participant by, ByteBuffer bytes, Instant now) {
    if (!by.equals(typist)) {
      typist(by);
    }
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      byte b = bytes.get(i);
      if (b == XOFF) {
        stopped = new ConsoleStatus.Typed(by, now);
      } else if (b == XON) {
        stopped = null;
      }
    }
  }

  /** Returns whether somebody's login may be open. */
  boolean mayBeOpen() {
    return typist != null;
  }

  /**
   * Applies the policy to an open login.
   *
   * @return what was done, in words, or empty
   */
  Optional<String> release(
      Participant from, Notice.Reason why, @Nullable Line line, TypedInput input) {
    boolean released =
        switch (why) {
          case GIVEN, LEFT, SILENT, WITHDRAWN, IDLE -> true;
          case TAKEN, FORCED, CONSENT -> false;
        };
    if (!released || typist == null || line == null) {
      return Optional.empty();
    }
    String after = " after " + from.name() + " released the keyboard";
    return switch (policy) {
      case OnRelease.Leave() -> Optional.empty();
      case OnRelease.Lock() -> Optional.empty();
      case OnRelease.Send(ByteBuffer bytes) -> {
        typist(null);
        input.sendUndroppable(bytes.duplicate());
        yield Optional.of("typed the on-release text" + after);
      }
      case OnRelease.HangUp() -> {
        typist(null);
        yield line.hangUp()
            .map(no -> "on-release = \"hangup\" could not be done: " + no)
            .or(() -> Optional.of("hung up the line (DTR dropped for 1 s)" + after));
      }
    };
  }

  /** Forgets everything, since nothing typed at the old line affects a new one. */
  void lineLost() {
    typist(null);
    stopped = null;
  }

  /** Returns the participant whose lock blocks this one, or null. */
  @Nullable Participant blockerOf(Participant other) {
    Participant was = typist;
    boolean locked =
        policy instanceof OnRelease.Lock && was != null && !was.name().equals(other.name());
    return locked ? was : null;
  }

  Optional<Participant> lockedBy() {
    return policy instanceof OnRelease.Lock ? Optional.ofNullable(typist) : Optional.empty();
  }

  Optional<ConsoleStatus.Typed> stopped() {
    return Optional.ofNullable(stopped);
  }
}

package postern.gateway.house;

/** Why a session was ended by somebody else than the person in it. */
public sealed interface EndReason {
  /** An admin ended it. */
  record ByAdmin(String admin, String reason) implements EndReason {}

  /** The key, the person or the access was taken away. */
  record Withdrawn() implements EndReason {}

  /** The machine left the fleet or went to another tenant. */
  record MachineGone() implements EndReason {}

  /** The gateway stops; it is back in about 10 s. */
  record Shutdown() implements EndReason {}

  /** What the person reads. */
  default String line() {
    return switch (this) {
      case ByAdmin(String admin, String reason) ->
          "ended by " + admin + (reason.isBlank() ? "" : ": " + reason);
      case Withdrawn() -> "your access to this machine was withdrawn";
      case MachineGone() -> "this machine was removed";
      case Shutdown() -> "the gateway restarts; back in about 10 s, same command";
    };
  }

  /** The exit status of a session ended so. */
  default int exit() {
    return this instanceof Withdrawn ? 3 : 1;
  }

  /** The word of the closed list that the record carries. */
  default String word() {
    return switch (this) {
      case ByAdmin b -> "ended";
      case Withdrawn() -> "withdrawn";
      case MachineGone() -> "removed";
      case Shutdown() -> "shutdown";
    };
  }
}

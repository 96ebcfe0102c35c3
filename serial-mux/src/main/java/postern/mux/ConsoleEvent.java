package postern.mux;

import java.util.Optional;

/** Something that happened at a console. */
public sealed interface ConsoleEvent {
  /** A notice that everyone attached was told. */
  record Announced(Notice notice) implements ConsoleEvent {}

  /** The output up to this offset was recorded and shown. Only output listeners are told. */
  record Output(long endOffset) implements ConsoleEvent {}

  /** The console's output showed a marker. */
  record MarkerSeen(OutputMarker marker, long offset) implements ConsoleEvent {}

  /**
   * The keyboard is reserved for a participant whose login may still be open, or for nobody. The
   * end of the console itself is no such event.
   */
  record KeyboardLocked(Optional<Participant> to) implements ConsoleEvent {}

  /** The terminal size from this source no longer counts. */
  record SizeForgotten(SizeSource source) implements ConsoleEvent {}

  /** Somebody attached or left. */
  record ParticipantsChanged() implements ConsoleEvent {}
}

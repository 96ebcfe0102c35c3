package postern.gateway.machine;

import java.nio.ByteBuffer;
import java.util.Optional;
import postern.audit.ConsoleRecording;
import postern.audit.MarkKind;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.Recorder;

/** Records the output and the notices of a console. */
final class RecorderAdapter implements Recorder {
  private final ConsoleRecording recording;

  RecorderAdapter(ConsoleRecording recording) {
    this.recording = recording;
  }

  @Override
  public boolean output(ByteBuffer bytes, long endOffset) {
    return recording.output(bytes, endOffset);
  }

  @Override
  public void whenRoom(Runnable retry) {
    recording.whenRoom(retry);
  }

  @Override
  public boolean gap(long bytes, long endOffset) {
    return recording.gap(bytes, endOffset);
  }

  @Override
  public Optional<String> typing(Participant by, ByteBuffer bytes) {
    return recording.typing(by.session(), bytes);
  }

  @Override
  public void notice(Notice notice) {
    switch (notice) {
      case Notice.LineUp() -> recording.mark(MarkKind.LINE_UP, "");
      case Notice.LineDown(var state) -> recording.mark(MarkKind.LINE_DOWN, state.why());
      case Notice.KeyboardMoved(var from, var to, var why) ->
          recording.mark(
              MarkKind.KEYBOARD,
              (from == null ? "nobody" : from.name())
                  + " > "
                  + (to == null ? "nobody" : to.name())
                  + " "
                  + why.name().toLowerCase(java.util.Locale.ROOT));
      case Notice.KeyboardAsked(var by, var holder, var step) ->
          recording.mark(
              MarkKind.KEYBOARD,
              by.name()
                  + " asked "
                  + holder.name()
                  + " "
                  + step.name().toLowerCase(java.util.Locale.ROOT));
      case Notice.TypingDropped(var by, var bytes, var why) ->
          recording.mark(MarkKind.TYPING_DROPPED, by.name() + " " + bytes + " bytes: " + why);
      case Notice.NotRecorded(var why) -> recording.mark(MarkKind.NOT_RECORDED, why);
      case Notice.RecordedAgain(var bytes, var gap) ->
          recording.mark(MarkKind.RECORDED_AGAIN, bytes + " bytes in " + gap);
      case Notice.Text(var line) -> recording.mark(MarkKind.MESSAGE, line);
    }
  }
}

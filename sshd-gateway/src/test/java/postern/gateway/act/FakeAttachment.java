package postern.gateway.act;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import postern.mux.AskOutcome;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.KeyboardOutcome;
import postern.mux.Participant;
import postern.mux.ReadResult;
import postern.mux.ScreenSnapshot;
import postern.mux.TypeOutcome;

/** An attachment whose line answers breaks and typing as the test wants; it does nothing else. */
final class FakeAttachment implements Attachment {
  private final BreakOutcome onBreak;
  private final TypeOutcome onTyping;
  private final List<String> sent = new ArrayList<>();

  FakeAttachment(BreakOutcome onBreak, TypeOutcome onTyping) {
    this.onBreak = onBreak;
    this.onTyping = onTyping;
  }

  /** What went to the line: {@code break 250} and typed text. */
  List<String> sent() {
    return sent;
  }

  @Override
  public BreakOutcome sendBreak(Duration length) {
    sent.add("break " + length.toMillis());
    return onBreak;
  }

  @Override
  public TypeOutcome type(ByteBuffer bytes) {
    sent.add(StandardCharsets.US_ASCII.decode(bytes).toString());
    return onTyping;
  }

  @Override
  public Participant participant() {
    return new Participant("test-1", "red/rita", "127.0.0.1", Instant.EPOCH, true);
  }

  @Override
  public ReadResult read(int maxBytes) {
    return new ReadResult.Nothing();
  }

  @Override
  public @Nullable ReadResult readIfSmall(int most) {
    return null;
  }

  @Override
  public ScreenSnapshot repaint() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long seek(long offset) {
    return offset;
  }

  @Override
  public KeyboardOutcome takeKeyboard(boolean force) {
    return new KeyboardOutcome.Granted();
  }

  @Override
  public KeyboardOutcome overrideLock(String reason) {
    return new KeyboardOutcome.Granted();
  }

  @Override
  public AskOutcome askForKeyboard() {
    return new AskOutcome.Took(new KeyboardOutcome.Granted());
  }

  @Override
  public Optional<Participant> answerRequest(boolean yes) {
    return Optional.empty();
  }

  @Override
  public void markPresent() {}

  @Override
  public void releaseKeyboard() {}

  @Override
  public void yieldKeyboard() {}

  @Override
  public TypeOutcome answer(ByteBuffer bytes) {
    return onTyping;
  }

  @Override
  public void alive() {}

  @Override
  public long typed() {
    return 0;
  }

  @Override
  public long dropped() {
    return 0;
  }

  @Override
  public void close() {}
}

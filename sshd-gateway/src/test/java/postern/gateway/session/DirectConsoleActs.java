package postern.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.act.BreakResult;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.Ending;
import postern.gateway.act.PowerResult;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.history.History;
import postern.gateway.pacing.PacedTyping;
import postern.mux.AskOutcome;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.SizeSource;
import postern.power.PowerAction;
import postern.power.PowerState;

/** Acts that only call the console, and remember how the session ended. */
final class DirectConsoleActs implements ConsoleActs {
  final List<String> ends = new CopyOnWriteArrayList<>();
  private final Console console;
  private final Participant participant;
  private final Runnable wake;
  private volatile @Nullable Ending ended;
  private volatile @Nullable Attachment attachment;

  DirectConsoleActs(Console console, Participant participant, Runnable wake) {
    this.console = console;
    this.participant = participant;
    this.wake = wake;
  }

  void end(Ending how) {
    ended = how;
    wake.run();
  }

  @Override
  public String machine() {
    return "web1";
  }

  @Override
  public Console console() {
    return console;
  }

  @Override
  public History history(BooleanSupplier gone) {
    return FakeArchive.history(console);
  }

  @Override
  public Participant participant() {
    return participant;
  }

  @Override
  public String escape() {
    return "^Ec";
  }

  @Override
  public BreakPolicy breakPolicy() {
    return BreakPolicy.ASK;
  }

  @Override
  public String recorded() {
    return "nothing, this is a test";
  }

  @Override
  public boolean strict() {
    return true;
  }

  @Override
  public String profile() {
    return "";
  }

  @Override
  public Optional<PowerState> power() {
    return Optional.empty();
  }

  @Override
  public Set<PowerAction> powerActions() {
    return Set.of();
  }

  @Override
  public Attachment attach(Runnable wake) {
    Attachment attached = console.attach(participant, wake);
    attachment = attached;
    return attached;
  }

  @Override
  public KeyboardOutcome takeKeyboard(Attachment at, boolean force) {
    return at.takeKeyboard(force);
  }

  @Override
  public void releaseKeyboard(Attachment at) {
    at.releaseKeyboard();
  }

  @Override
  public KeyboardOutcome overrideLock(Attachment at, String reason) {
    return at.overrideLock(reason);
  }

  @Override
  public AskOutcome askForKeyboard(Attachment at) {
    return at.askForKeyboard();
  }

  @Override
  public Optional<Participant> answerRequest(Attachment at, boolean yes) {
    return at.answerRequest(yes);
  }

  @Override
  public void message(String line) {
    console.tell(new Notice.Text(line));
  }

  @Override
  public void note(String line) {}

  @Override
  public Output output() {
    return Output.FILTERED;
  }

  @Override
  public Optional<Instant> resetAt() {
    return Optional.empty();
  }

  @Override
  public void toldSize(int rows, int cols) {
    console.size(rows, cols, SizeSource.TOLD);
  }

  @Override
  public BreakResult sendBreak(Attachment at, Duration length) {
    return switch (at.sendBreak(length)) {
      case BreakOutcome.Sent() -> new BreakResult.Sent();
      case BreakOutcome.NotHolder() -> new BreakResult.NotHolder();
      case BreakOutcome.Cannot(String line) ->
          new BreakResult.ByBackend(() ->
              new BreakResult.Failed(
                  "the line says " + line + ", the backend says this machine has none"));
    };
  }

  @Override
  public BreakResult pressSysRq(Attachment at, char key) {
    return sendBreak(at, Console.DEFAULT_BREAK);
  }

  @Override
  public void pasted(PacedTyping typing, PacedTyping.Progress how) {}

  @Override
  public void reopen() {
    console.reopen();
  }

  @Override
  public PowerResult power(PowerAction action) {
    return new PowerResult.NoPower();
  }

  @Override
  public @Nullable Ending ended() {
    return ended;
  }

  @Override
  public void close(Ending how) {
    ends.add(how.end().word());
    Attachment attached = attachment;
    if (attached != null) {
      attached.close();
    }
  }
}

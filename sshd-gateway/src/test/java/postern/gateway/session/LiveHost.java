package postern.gateway.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.Ending;
import postern.gateway.act.NoBreak;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.history.History;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;
import postern.mux.Participant;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;

/** Passes acts straight on to one console and remembers the end. */
final class LiveHost implements ConsoleActs {
  final List<String> ends = new CopyOnWriteArrayList<>();
  private final Console console;
  private final Participant participant;
  private final Runnable wake;
  private volatile @Nullable Ending ended;

  LiveHost(Console console, Participant participant, Runnable wake) {
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
    return console.attach(participant, wake);
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
  public BreakOutcome sendBreak(Attachment at, Duration length) {
    return at.sendBreak(length);
  }

  @Override
  public BreakOutcome breakByBackend(Duration length, String line) {
    return new BreakOutcome.Cannot(NoBreak.words(line, "this machine has none"));
  }

  @Override
  public void reopen(Attachment at) {
    console.reopen();
  }

  @Override
  public PowerOutcome power(PowerAction action) {
    return new PowerOutcome.Refused("no power here");
  }

  @Override
  public @Nullable Ending ended() {
    return ended;
  }

  @Override
  public void left(Attachment at, Ending how) {
    ends.add(how.end().word());
  }
}

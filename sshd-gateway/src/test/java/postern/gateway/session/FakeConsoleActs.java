package postern.gateway.session;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.act.ConsoleActs;
import postern.gateway.act.Ending;
import postern.gateway.config.MachineEntry.BreakPolicy;
import postern.gateway.config.MachineEntry.Output;
import postern.gateway.history.History;
import postern.mux.Attachment;
import postern.mux.BreakOutcome;
import postern.mux.Console;
import postern.mux.KeyboardOutcome;
import postern.mux.Participant;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;

/** Writes every act into a list. */
final class FakeConsoleActs implements ConsoleActs {
  final FakeConsole console;
  final List<String> acts = new CopyOnWriteArrayList<>();
  final CountDownLatch powerMayEnd = new CountDownLatch(1);
  volatile BreakPolicy policy = BreakPolicy.ASK;
  volatile Output output = Output.FILTERED;
  volatile @Nullable Ending ended;
  volatile @Nullable Instant resetAt;

  FakeConsoleActs(FakeConsole console) {
    this.console = console;
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
    return console.me;
  }

  @Override
  public String escape() {
    return "^Ec";
  }

  @Override
  public BreakPolicy breakPolicy() {
    return policy;
  }

  @Override
  public Output output() {
    return output;
  }

  @Override
  public String recorded() {
    return "output; of typing only counts";
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
    return Optional.of(PowerState.of(PowerState.Power.ON));
  }

  @Override
  public Set<PowerAction> powerActions() {
    return participant().mayType() ? EnumSet.allOf(PowerAction.class) : Set.of();
  }

  @Override
  public Optional<Instant> resetAt() {
    return Optional.ofNullable(resetAt);
  }

  @Override
  public Attachment attach(Runnable wake) {
    acts.add("attach");
    return console.attach(console.me, wake);
  }

  @Override
  public KeyboardOutcome takeKeyboard(Attachment at, boolean force) {
    acts.add(force ? "force" : "take");
    return at.takeKeyboard(force);
  }

  @Override
  public void releaseKeyboard(Attachment at) {
    acts.add("give");
    at.releaseKeyboard();
  }

  @Override
  public void message(String line) {
    acts.add("message " + line);
  }

  @Override
  public BreakOutcome sendBreak(Attachment at, Duration length) {
    acts.add("break " + length.toMillis());
    return at.sendBreak(length);
  }

  @Override
  public BreakOutcome breakByBackend(Duration length, String line) {
    acts.add("backend break");
    return new BreakOutcome.Sent();
  }

  @Override
  public void reopen(Attachment at) {
    acts.add("reopen");
  }

  @Override
  public PowerOutcome power(PowerAction action) {
    acts.add("power " + action.word());
    try {
      powerMayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new PowerOutcome.Seen("boot text", Duration.ofSeconds(3));
  }

  @Override
  public @Nullable Ending ended() {
    return ended;
  }

  @Override
  public void left(Attachment at, Ending how) {
    acts.add("left " + how.end().word());
  }
}

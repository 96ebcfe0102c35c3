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
import postern.mux.Participant;
import postern.mux.SizeSource;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState;

/** Acts that are only written into a list. */
final class FakeConsoleActs implements ConsoleActs {
  final FakeConsole console;
  final List<String> log = new CopyOnWriteArrayList<>();
  final CountDownLatch powerMayEnd = new CountDownLatch(1);
  volatile BreakPolicy policy = BreakPolicy.ASK;
  volatile Output output = Output.FILTERED;
  volatile @Nullable Ending ended;
  volatile @Nullable Instant resetAt;
  volatile BreakResult sysRq = new BreakResult.Sent();
  private volatile @Nullable Attachment attachment;

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
    log.add("attach");
    Attachment attached = console.attach(console.me, wake);
    attachment = attached;
    return attached;
  }

  @Override
  public KeyboardOutcome takeKeyboard(Attachment at, boolean force) {
    log.add(force ? "force" : "take");
    return at.takeKeyboard(force);
  }

  @Override
  public void releaseKeyboard(Attachment at) {
    log.add("give");
    at.releaseKeyboard();
  }

  @Override
  public void message(String line) {
    log.add("message " + line);
  }

  @Override
  public KeyboardOutcome overrideLock(Attachment at, String reason) {
    log.add("override " + reason);
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
  public void note(String line) {
    log.add("note " + line);
  }

  @Override
  public void toldSize(int rows, int cols) {
    log.add("size " + cols + "x" + rows);
    console.size(rows, cols, SizeSource.TOLD);
  }

  @Override
  public BreakResult sendBreak(Attachment at, Duration length) {
    log.add("break " + length.toMillis());
    return switch (at.sendBreak(length)) {
      case BreakOutcome.Sent() -> new BreakResult.Sent();
      case BreakOutcome.NotHolder() -> new BreakResult.NotHolder();
      case BreakOutcome.Cannot cannot ->
          new BreakResult.ByBackend(() -> {
            log.add("backend break");
            return new BreakResult.Sent();
          });
    };
  }

  @Override
  public BreakResult pressSysRq(Attachment at, char key) {
    log.add("sysrq " + key);
    return sysRq;
  }

  @Override
  public void pasted(PacedTyping typing, PacedTyping.Progress how) {
    log.add("pasted " + typing.sent());
  }

  @Override
  public void reopen() {
    log.add("reopen");
  }

  @Override
  public PowerResult power(PowerAction action) {
    log.add("power " + action.word());
    try {
      powerMayEnd.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new PowerResult.Done(new PowerOutcome.Seen("boot text", Duration.ofSeconds(3)));
  }

  @Override
  public @Nullable Ending ended() {
    return ended;
  }

  @Override
  public void close(Ending how) {
    log.add("left " + how.end().word());
    Attachment attached = attachment;
    if (attached != null) {
      attached.close();
    }
  }
}

package postern.gateway.playbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import postern.gateway.act.PowerResult;
import postern.gateway.act.PowerText;
import postern.gateway.playbook.Playbook.Instruction;
import postern.gateway.playbook.Playbook.OnTimeout;
import postern.gateway.playbook.Playbook.Step;
import postern.gateway.work.Expression;
import postern.gateway.work.Work;
import postern.mux.Attachment;
import postern.mux.Notice;
import postern.mux.Participant;
import postern.mux.ReadResult;
import postern.mux.TypeOutcome;
import postern.power.PowerAction;

/** A run of a playbook by the holder of a console's keyboard. It runs on the calling thread. */
public final class PlaybookRun {
  private static final int AT_ONCE = 16 << 10;
  private static final Duration REST = Duration.ofMillis(250);
  private static final Duration AGAIN = Duration.ofMillis(250);
  private static final int TAKES = 16;
  private static final Duration TYPING = Duration.ofSeconds(30);

  private final Playbook playbook;
  private final Attachment at;
  private final RunClient client;
  private final Operations operations;
  private final MatchBuffer heard = new MatchBuffer();
  private final long end;
  private int step;
  private @Nullable End stop;

  /**
   * @param at an attachment that holds the keyboard
   * @param before the text in the line of the cursor
   */
  public PlaybookRun(
      Playbook playbook, Attachment at, String before, RunClient client, Operations operations) {
    this.playbook = playbook;
    this.at = at;
    this.client = client;
    this.operations = operations;
    this.end = System.nanoTime() + playbook.limit().toNanos();
    heard.add(StandardCharsets.UTF_8.encode(before));
  }

  /** What a run needs besides typing. */
  public interface Operations {
    /** Tells everyone at the console, and writes an event. */
    void step(String line);

    /** Begins the work in which output is searched. */
    Work work(BooleanSupplier unwanted);

    /** Blocks for up to 2 min. Called on a thread of its own. */
    PowerResult power(PowerAction action);

    /** Blocks for up to 2 min. Called on a thread of its own. */
    PowerResult boot(String profile);
  }

  /** How a run ended, with the exit code of the command. */
  public record End(int exit, String why) {
    static final int FAILED = 1;
    static final int BUSY = 4;
    static final int TIMED_OUT = 5;
    static final int NOT_RECORDED = 6;
  }

  /** Runs the playbook to its end. */
  public End run() throws InterruptedException {
    while (step < playbook.steps().size() && !stops()) {
      Step now = playbook.steps().get(step);
      pump();
      if (now.ifSeen().isPresent() && !shows(now.ifSeen().get(), end)) {
        step++;
        continue;
      }
      int next = now.next().orElse(step + 1);
      for (Instruction instruction : now.instructions()) {
        Optional<Integer> elsewhere = stops() ? Optional.empty() : perform(instruction);
        if (elsewhere.isPresent()) {
          next = elsewhere.get();
        }
      }
      if (next <= step) {
        until(() -> false, AGAIN); // otherwise a loop without waits would flood the event log
      }
      step = next;
    }
    End ended = stop;
    return ended == null ? new End(0, "done") : ended;
  }

  /** Performs an instruction. Returns the step to go on with if a wait timed out and names one. */
  private Optional<Integer> perform(Instruction instruction) throws InterruptedException {
    switch (instruction) {
      case Instruction.Say(String text) -> tell(text);
      case Instruction.Power(PowerAction action) -> {
        tell("power " + action.word());
        power(() -> operations.power(action));
      }
      case Instruction.Boot(String profile) -> {
        tell("boots " + profile);
        power(() -> operations.boot(profile));
      }
      case Instruction.Send(String text) -> send(text);
      case Instruction.Wait wait -> {
        return await(wait);
      }
    }
    return Optional.empty();
  }

  private Optional<Integer> await(Instruction.Wait wait) throws InterruptedException {
    tell("waits for " + wait.pattern().text());
    long deadline = System.nanoTime() + wait.timeout().toNanos();
    long[] looked = {-1};
    BooleanSupplier seen =
        () -> {
          boolean fresh = looked[0] != heard.taken();
          looked[0] = heard.taken();
          return fresh && shows(wait.pattern(), deadline);
        };
    if (until(seen, wait.timeout()) || stop != null) {
      return Optional.empty();
    }
    String missing =
        "not seen within " + wait.timeout().toSeconds() + " s: " + wait.pattern().text();
    return switch (wait.onTimeout()) {
      case OnTimeout.Fail() -> {
        stop = new End(End.TIMED_OUT, missing);
        yield Optional.empty();
      }
      case OnTimeout.Next() -> {
        tell(missing + "; goes on");
        yield Optional.empty();
      }
      case OnTimeout.Goto(int target) -> {
        tell(missing + "; goes on at step " + (target + 1));
        yield Optional.of(target);
      }
    };
  }

  /** Types a text. People are told only its length, since it may be a password. */
  private void send(String text) throws InterruptedException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    tell("types " + bytes.remaining() + " bytes");
    pump();
    heard.clear();
    boolean all = until(() -> typed(bytes), TYPING);
    if (!all && stop == null) {
      stop = new End(End.FAILED, "the line took no typing for " + TYPING.toSeconds() + " s");
    }
  }

  private boolean typed(ByteBuffer bytes) {
    switch (at.type(bytes)) {
      case TypeOutcome.Accepted a -> {}
      case TypeOutcome.LineDown d -> {} // tried again until the time is over
      case TypeOutcome.NotHolder() -> stop = new End(End.BUSY, "the keyboard was taken away");
      case TypeOutcome.NotRecorded(String why) ->
          stop = new End(End.NOT_RECORDED, "what cannot be recorded is not typed: " + why);
    }
    return !bytes.hasRemaining();
  }

  private void power(java.util.function.Supplier<PowerResult> act) throws InterruptedException {
    pump();
    heard.clear();
    CompletableFuture<PowerResult> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("rescue-power " + playbook.name())
        .start(() -> {
          try {
            done.complete(act.get());
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
            throw e;
          }
        });
    if (!until(done::isDone, Duration.ofMinutes(5))) {
      return;
    }
    if (done.isCompletedExceptionally()) {
      stop = new End(End.FAILED, "the power action failed");
    } else if (PowerText.exit(done.join()) != 0) {
      stop = new End(PowerText.exit(done.join()), PowerText.line(done.join()));
    }
  }

  /** Returns whether the output matches. Searches on the shared pool, until the deadline. */
  private boolean shows(Expression wanted, long deadline) {
    try (Work work = operations.work(() -> stops() || System.nanoTime() - deadline >= 0)) {
      return work.call(() -> heard.shows(wanted, work::stopped));
    } catch (Work.Stopped stopped) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a condition. Returns false if time runs out or the run stops. */
  private boolean until(BooleanSupplier condition, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      boolean more = pump();
      if (stops()) {
        return false;
      }
      if (condition.getAsBoolean()) {
        return true;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0 || stop != null) {
        return false;
      }
      if (!more) {
        client.rest(Duration.ofNanos(Math.min(left, REST.toNanos())));
      }
    }
  }

  private boolean stops() {
    if (stop == null) {
      client.stopped().ifPresent(why -> stop = new End(End.FAILED, why));
    }
    if (stop == null && System.nanoTime() > end) {
      stop =
          new End(End.TIMED_OUT, "not done within " + playbook.limit().toSeconds() + " s in all");
    }
    return stop != null;
  }

  /** Reads output of the console. Returns whether there is more than is read at once. */
  private boolean pump() {
    if (client.heard()) {
      at.alive();
    }
    for (int i = 0; i < TAKES; i++) {
      switch (at.read(AT_ONCE)) {
        case ReadResult.Output(ByteBuffer bytes, long offset) -> {
          heard.add(bytes.duplicate());
          client.output(bytes);
        }
        case ReadResult.Missed missed -> client.told(missed.bytes() + " bytes were not shown");
        case ReadResult.Notification(Notice notice) -> told(notice);
        case ReadResult.Closed(String why) -> {
          stop = stop == null ? new End(End.FAILED, why) : stop;
          return false;
        }
        case ReadResult.Nothing() -> {
          return false;
        }
      }
    }
    return true;
  }

  private void told(Notice notice) {
    switch (notice) {
      case Notice.Text(String line) -> client.told(line);
      case Notice.KeyboardAsked(Participant by, var holder, var progress) ->
          client.told(by.name() + ": keyboard " + progress.name().toLowerCase(Locale.ROOT));
      case Notice.LineUp() -> client.told("the line is up");
      case Notice.LineDown(var state) -> client.told("the line is down: " + state.why());
      case Notice.NotRecorded(String why) -> client.told("NOT RECORDED: " + why);
      case Notice.RecordedAgain r -> client.told("recording goes on");
      case Notice.TypingDropped(var by, long bytes, String why) ->
          client.told(bytes + " bytes of " + by.name() + " were not sent: " + why);
      case Notice.KeyboardMoved(Participant from, Participant to, var why) -> {
        boolean mine = from != null && from.session().equals(at.participant().session());
        if (mine && stop == null) {
          stop =
              new End(
                  End.BUSY,
                  (to == null ? "the keyboard was lost" : to.name() + " has the keyboard now")
                      + " ("
                      + why.name().toLowerCase(Locale.ROOT)
                      + ")");
        }
      }
    }
  }

  private void tell(String what) {
    operations.step(
        "rescue "
            + playbook.name()
            + " "
            + (step + 1)
            + "/"
            + playbook.steps().size()
            + ": "
            + what);
  }
}

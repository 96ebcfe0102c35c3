package postern.gateway.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorkPoolTest {
  private static final Work.Pause AFTER_EACH_STEP =
      new Work.Pause() {
        @Override
        public boolean due() {
          return true;
        }

        @Override
        public void take() {
          // nothing to write
        }
      };

  private final AtomicBoolean over = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();
  private final List<CompletableFuture<Void>> ends = new ArrayList<>();
  private WorkPool pool = WorkPool.open(1);

  @AfterEach
  void close() throws Exception {
    over.set(true);
    pool.close();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Starts work without waiting for its end. */
  private void start(String person, Work.Step step) {
    ends.add(run(person, step));
  }

  /** Runs work on a thread of its own, as a session does. */
  private CompletableFuture<Void> run(String person, Work.Step step) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    threads.add(
        Thread.ofVirtual()
            .start(() -> {
              try (Work work = pool.begin(person, over::get)) {
                work.pause(AFTER_EACH_STEP);
                work.run(step);
                end.complete(null);
              } catch (Throwable e) {
                end.completeExceptionally(e);
              }
            }));
    return end;
  }

  /** A step occupies the only thread of the pool until everything else is queued. */
  @Test
  void manyTasksOfOnePersonGetNoMoreTurnsThanOneOfAnother() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    start(
        "first",
        () -> {
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return false;
        });
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 10; i++) {
      start("greedy", () -> !order.add("greedy"));
    }
    start("other", () -> !order.add("other"));
    await()
        .until(
            () -> threads.stream().allMatch(each -> each.getState() == Thread.State.TIMED_WAITING));
    go.countDown();
    for (CompletableFuture<Void> end : ends) {
      end.get(30, TimeUnit.SECONDS);
    }
    assertThat(order).hasSize(11);
    assertThat(order.indexOf("other")).isLessThan(2);
  }

  @Test
  void onePersonHasOneRunningSliceAtATime() throws Exception {
    pool.close();
    pool = WorkPool.open(3);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 8; i++) {
      int[] left = {200};
      ends.add(
          run(
              "one",
              () -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                atOnce.decrementAndGet();
                return --left[0] > 0;
              }));
    }
    for (CompletableFuture<Void> end : ends) {
      end.get(30, TimeUnit.SECONDS);
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void queuedWorkStopsAtOnceWhenItIsNoLongerWanted() throws Exception {
    CountDownLatch holds = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    start(
        "slow",
        () -> {
          held.countDown();
          try {
            holds.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return false;
        });
    assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    AtomicBoolean taken = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    try (Work work = pool.begin("other", () -> asked.incrementAndGet() > 2)) {
      assertThatThrownBy(() -> work.run(() -> taken.getAndSet(true)))
          .isInstanceOf(Work.Stopped.class);
    } finally {
      holds.countDown();
    }
    assertThat(taken).isFalse();
  }

  @Test
  void failureOfAStepReachesTheWaitingThread() {
    Work.Step fails =
        () -> {
          throw new java.io.IOException("the disk");
        };
    assertThatThrownBy(() -> pool.begin("one", () -> false).run(fails)).hasMessage("the disk");
    Work.Step dies =
        () -> {
          throw new StackOverflowError();
        };
    assertThatThrownBy(() -> pool.begin("one", () -> false).run(dies))
        .isInstanceOf(StackOverflowError.class);
    assertThat(run("one", () -> false)).succeedsWithin(java.time.Duration.ofSeconds(30));
  }

  @Test
  void workBeyondTheLimitIsRefusedUntilSomeIsClosed() {
    List<Work> begun = new ArrayList<>();
    for (int i = 0; i < WorkPool.MOST_PER_PERSON; i++) {
      begun.add(pool.begin("greedy", () -> false));
    }
    assertThatThrownBy(() -> pool.begin("greedy", () -> false))
        .isInstanceOf(WorkPool.Full.class)
        .hasMessageContaining("32 of your long commands");
    pool.begin("other", () -> false).close();
    begun.getFirst().close();
    begun.getFirst().close();
    pool.begin("greedy", () -> false);
    assertThatThrownBy(() -> pool.begin("greedy", () -> false)).isInstanceOf(WorkPool.Full.class);
    for (int person = 0; person < 7; person++) {
      for (int i = 0; i < WorkPool.MOST_PER_PERSON; i++) {
        pool.begin("p" + person, () -> false);
      }
    }
    assertThatThrownBy(() -> pool.begin("last", () -> false))
        .isInstanceOf(WorkPool.Full.class)
        .hasMessageContaining("256 long commands");
  }

  @Test
  void closingThePoolStopsCurrentAndLaterWork() throws Exception {
    CompletableFuture<Void> endless = run("one", () -> true);
    pool.close();
    assertThatThrownBy(() -> endless.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(Work.Stopped.class);
    Work late = pool.begin("one", () -> false);
    assertThatThrownBy(() -> late.run(() -> false)).isInstanceOf(Work.Stopped.class);
    assertThatThrownBy(() -> late.rest(java.time.Duration.ofHours(1)))
        .isInstanceOf(Work.Stopped.class);
  }
}

package postern.mux.console;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.mux.Console;
import postern.mux.ConsoleId;
import postern.mux.ConsoleSettings;
import postern.mux.MuxFault;
import postern.mux.Recorder;
import postern.mux.SerialMux;
import postern.mux.line.NativeLibraries;

/** The consoles of a gateway with the event loops, the timers and the ring pool they share. */
public final class ConsoleMultiplexer implements SerialMux {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleMultiplexer.class);
  private static final int MOST_LOOPS = 8;
  private static final long CLOSE_MILLIS = 2_000;

  private final ConcurrentMap<ConsoleId, LiveConsole> consoles = new ConcurrentHashMap<>();
  private final IoEventLoopGroup loops;
  private final Timings timings;
  private final RingPool pool = RingPool.usual();

  private ConsoleMultiplexer(Timings timings) {
    this.timings = timings;
    int count = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_LOOPS);
    this.loops =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("console-loop", true), EpollIoHandler.newFactory());
  }

  /**
   * Starts a multiplexer without consoles.
   *
   * @param libraries an empty directory, writable by this user only, for native libraries
   * @throws MuxFault if the native libraries cannot be loaded from it
   */
  public static SerialMux start(Clock clock, Path libraries) {
    return start(libraries, Timings.usual(clock));
  }

  static SerialMux start(Path libraries, Timings timings) {
    NativeLibraries.from(libraries);
    return new ConsoleMultiplexer(timings);
  }

  @Override
  public Console open(ConsoleSettings settings, Recorder recorder) {
    LiveConsole console = new LiveConsole(settings, recorder, loops.next(), pool, timings);
    if (consoles.putIfAbsent(settings.id(), console) != null) {
      throw new IllegalArgumentException("console " + settings.id() + " is open already");
    }
    console.start();
    return console;
  }

  @Override
  public Optional<Console> console(ConsoleId id) {
    return Optional.ofNullable(consoles.get(id));
  }

  @Override
  public Collection<Console> consoles() {
    return List.copyOf(consoles.values());
  }

  @Override
  public CompletableFuture<?> remove(ConsoleId id, String why) {
    LiveConsole console = consoles.remove(id);
    return console == null ? CompletableFuture.completedFuture(null) : console.shutDown(why);
  }

  @Override
  public void close() {
    CompletableFuture<?>[] ends =
        consoles.values().stream()
            .map(console -> console.shutDown("the gateway stops"))
            .toArray(CompletableFuture<?>[]::new);
    consoles.clear();
    CompletableFuture.allOf(ends)
        .completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .join();
    var _ = loops.shutdownGracefully(0, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    if (!loops.terminationFuture().awaitUninterruptibly(CLOSE_MILLIS)) {
      LOG.warn("event loops did not stop in time ms={}", CLOSE_MILLIS);
    }
  }
}

package postern.gateway.ssh;

/** Serves one session channel on a virtual thread of its own, and returns the exit status. */
@FunctionalInterface
public interface SessionHandler {
  int serve(SessionChannel channel) throws InterruptedException;
}

package postern.gateway.session;

import java.time.Clock;
import java.util.function.LongSupplier;
import postern.gateway.access.AttachOptions;
import postern.gateway.act.ConsoleActs;
import postern.gateway.ssh.SessionChannel;

/**
 * What a session is started with.
 *
 * @param nanos System.nanoTime, or a test's
 */
record Setting(
    SessionChannel channel,
    ConsoleActs host,
    AttachOptions options,
    Clock clock,
    LongSupplier nanos) {}

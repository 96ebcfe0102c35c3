package postern.gateway.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import postern.audit.AuditSettings;
import postern.audit.AuditStore;
import postern.audit.Outcome;
import postern.audit.store.FileAuditStore;
import postern.gateway.admin.AdminContext;
import postern.gateway.config.Configuration;
import postern.gateway.config.ConfigurationReader;
import postern.gateway.config.Fault;
import postern.gateway.config.FleetChange;
import postern.gateway.config.FleetWatch;
import postern.gateway.config.TrustedPath;
import postern.gateway.playbook.PlaybookFolder;
import postern.gateway.ssh.ConnectionLimits;
import postern.gateway.ssh.SourcePatterns;
import postern.gateway.ssh.SshSettings;

/** Runs the gateway and follows its configuration files until it is closed. */
public final class GatewayProcess implements AdminContext.FleetFiles, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GatewayProcess.class);
  private static final int MOST_FAULTS = 100;

  private final Configuration configuration;
  private final FleetWatch watch;
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile @Nullable Gateway gateway;

  /** The faults of the last reload: each fault is recorded once. */
  private volatile Set<String> reportedFaults = Set.of();

  private volatile String reportedHeld = "";

  private GatewayProcess(Configuration configuration) throws IOException {
    this.configuration = configuration;
    this.watch = FleetWatch.start(configuration, this::changed);
  }

  /**
   * Starts the gateway. It accepts logins when this method returns.
   *
   * @throws IOException when the fleet's folder or the data directory cannot be used
   */
  public static GatewayProcess start(Configuration configuration, Clock clock) throws IOException {
    AuditSettings audit =
        new AuditSettings(
            configuration.recording().strict(),
            AuditSettings.defaults().reserveBytes(),
            AuditSettings.defaults().journalBytes());
    // locks the directory before the copies of the fleet in it are changed
    AuditStore store = FileAuditStore.open(configuration.dataDir(), audit, clock);
    warnOfUnsafeFiles(configuration);
    GatewayProcess process;
    try {
      process = new GatewayProcess(configuration);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
    process.open(store, clock);
    Signals.onHangup(() ->
        log.info(
            "reload at SIGHUP: {}", process.reload(false, FleetChange.Origin.FILES).summary()));
    return process;
  }

  /** Warns of files that other users could change. The data directory must exist. */
  private static void warnOfUnsafeFiles(Configuration configuration) {
    if (TrustedPath.root()) {
      log.warn(
          "running as root, which the gateway does not need: run it as a user of its own that has"
              + " access to its devices and sockets; see the operators' manual");
    }
    Stream.concat(
            TrustedPath.faults(configuration).stream(),
            TrustedPath.faults(System.getProperty("java.class.path")).stream())
        .forEach(fault -> log.warn("not safe from other users at={}", fault.text()));
  }

  private void open(AuditStore store, Clock clock) {
    boolean open = false;
    try {
      Gateway made =
          Gateway.start(
              store,
              new Gateway.Settings(
                  configuration.dataDir(),
                  configuration.recording().strict(),
                  sshSettings(configuration),
                  configuration.playbooks()),
              watch.fleet(),
              this,
              clock);
      gateway = made;
      report(made, watch.latest());
      open = true;
    } finally {
      started.countDown();
      if (!open) {
        watch.close();
      }
    }
  }

  private static SshSettings sshSettings(Configuration configuration) {
    Configuration.Ssh ssh = configuration.ssh();
    return new SshSettings(
        ssh.listen().stream().map(l -> new SshSettings.Listen(l.address(), l.byDefault())).toList(),
        ssh.hostKeys(),
        configuration.dataDir().resolve("known-sources"),
        ssh.requirePostQuantum(),
        ssh.exempt(),
        ConnectionLimits.standard());
  }

  /** Returns the line {@code ready ssh=HOST:PORT …}. */
  public String readyLine() {
    Gateway running = gateway;
    StringBuilder line = new StringBuilder("ready");
    for (InetSocketAddress address :
        running == null ? List.<InetSocketAddress>of() : running.addresses()) {
      InetAddress ip = address.getAddress();
      String host = SourcePatterns.text(ip);
      line.append(" ssh=").append(host.contains(":") ? "[" + host + "]" : host);
      line.append(':').append(address.getPort());
    }
    return line.toString();
  }

  private void changed(FleetChange change) {
    try {
      started.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    Gateway running = gateway;
    if (running == null) {
      return;
    }
    log.info("fleet changed changes={}", change.lines().size());
    running.follow(change.after());
    report(running, change);
  }

  /** Records a change and its new faults. Called for one change at a time. */
  private void report(Gateway running, FleetChange change) {
    running.record(change);
    Set<String> faults = new LinkedHashSet<>();
    change.faults().forEach(fault -> faults.add(fault.text()));
    List<String> newFaults =
        faults.stream().filter(each -> !reportedFaults.contains(each)).toList();
    reportedFaults = faults;
    newFaults.stream()
        .limit(MOST_FAULTS)
        .forEach(fault -> {
          log.warn("configuration fault at={}", fault);
          running.configEvent(Outcome.FAILED, fault);
        });
    if (newFaults.size() > MOST_FAULTS) {
      running.configEvent(
          Outcome.FAILED, (newFaults.size() - MOST_FAULTS) + " more faults; see `check`");
    }
    String held = change.pending().orElse("");
    if (!held.isEmpty() && !held.equals(reportedHeld)) {
      log.warn("removals held why={}", held);
      running.configEvent(Outcome.REFUSED, held);
    }
    reportedHeld = held;
  }

  @Override
  public List<String> faults() {
    return watch.faults().stream().map(Fault::text).toList();
  }

  @Override
  public List<String> check() {
    return Stream.of(
            ConfigurationReader.read(configuration.file()).faults(),
            watch.check(),
            PlaybookFolder.faultsOf(configuration.file()))
        .flatMap(List::stream)
        .map(Fault::text)
        .toList();
  }

  @Override
  public Optional<String> held() {
    return watch.pending();
  }

  @Override
  public AdminContext.Reload reload(boolean yes, String by) {
    FleetChange change = watch.reload(yes, by);
    List<String> faults = change.faults().stream().map(Fault::text).toList();
    List<String> restart =
        ConfigurationReader.read(configuration.file())
            .configuration()
            .map(now -> now.needsRestart(configuration))
            .orElse(List.of());
    String changes =
        change.lines().isEmpty() ? "nothing changed" : String.join("; ", change.lines());
    String summary = change.pending().map(held -> held + "; " + changes).orElse(changes);
    String needs = restart.isEmpty() ? "" : "; needs a restart: " + String.join(", ", restart);
    return new AdminContext.Reload(change.pending().isEmpty(), summary + needs, faults);
  }

  @Override
  public void close() {
    watch.close();
    Gateway running = gateway;
    if (running != null) {
      running.close();
    }
  }
}

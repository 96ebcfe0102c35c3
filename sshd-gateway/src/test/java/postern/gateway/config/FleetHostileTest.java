package postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import postern.gateway.rig.Program;

/** Hostile files in the fleet folder: the other files still take effect and the gateway starts. */
@Tag("long")
@Timeout(60)
final class FleetHostileTest {
  private static final Duration WITHIN = Duration.ofSeconds(5);

  @TempDir Path dir;
  private ConfigFolder rig;
  private FleetWatch watch;

  /** Hostile files, and words of the fault. */
  enum Bad {
    BRACKETS("nested deeper"),
    INLINE_TABLES("nested deeper"),
    DOTTED_KEYS("nested deeper"),
    MANY_VALUES("more than 100000 values"),
    LARGE("larger than 1024 KiB"),
    SPARSE("larger than 1024 KiB"),
    FIFO("not a regular file"),
    SOCKET("not a regular file"),
    FOLDER("it is a folder"),
    TO_DEVICE("not a regular file"),
    TO_FIFO("not a regular file"),
    TO_ITSELF("cannot be read"),
    BROKEN_LINK("the link is broken"),
    NOT_UTF8("not UTF-8"),
    CONTROL_NAME("cannot be displayed"),
    LONG_KEY("too long");

    private final String words;

    Bad(String words) {
      this.words = words;
    }

    Path make(Path file) throws Exception {
      switch (this) {
        case BRACKETS -> Files.writeString(file, "a = " + "[".repeat(40_000));
        case INLINE_TABLES -> Files.writeString(file, "a = " + "{a=".repeat(10_000));
        case DOTTED_KEYS -> Files.writeString(file, "a.".repeat(20_000) + "b = 1\n");
        case MANY_VALUES -> Files.writeString(file, "a = [" + "1,".repeat(300_000) + "1]\n");
        case LARGE -> Files.writeString(file, "# comment\n".repeat(200_000));
        case SPARSE -> Program.must("truncate", "-s", "20G", file.toString());
        case FIFO -> Program.must("mkfifo", file.toString());
        case SOCKET -> socket(file);
        case FOLDER -> Files.createDirectory(file);
        case TO_DEVICE -> Files.createSymbolicLink(file, Path.of("/dev/zero"));
        case TO_FIFO -> {
          Path fifo = file.resolveSibling("fifo");
          Program.must("mkfifo", fifo.toString());
          Files.createSymbolicLink(file, fifo);
        }
        case TO_ITSELF -> Files.createSymbolicLink(file, file.getFileName());
        case BROKEN_LINK -> Files.createSymbolicLink(file, Path.of("nowhere"));
        case NOT_UTF8 -> Files.write(file, new byte[] {'a', (byte) 0xff});
        case CONTROL_NAME -> {
          Path other = file.resolveSibling("bad\u001b[31m\nname.toml");
          return Files.writeString(other, ConfigFolder.machine("evil", "red"));
        }
        case LONG_KEY ->
            Files.writeString(
                file,
                "[tenant.red.person.eve]\nkeys = ['from=\""
                    + "10.0.0.1,".repeat(40_000)
                    + "10.0.0.2\" "
                    + ConfigFolder.key(9)
                    + "']\n");
      }
      return file;
    }

    private static void socket(Path file) throws Exception {
      // the test's path may be longer than a socket's path may be
      Path near = Files.createTempDirectory("s").resolve("s");
      try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        server.bind(UnixDomainSocketAddress.of(near));
        Files.createSymbolicLink(file, near);
      }
    }
  }

  @BeforeEach
  void make() throws Exception {
    rig = new ConfigFolder(dir);
    rig.write("fleet.d/50-web.toml", ConfigFolder.machine("web1", "red"));
    people(1, 2);
    start();
  }

  private void start() throws Exception {
    watch = FleetWatch.start(rig.configuration(), change -> {});
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private void people(int... keys) throws Exception {
    StringBuilder all = new StringBuilder();
    for (int key : keys) {
      all.append("[tenant.red.person.p" + key + "]\nkeys = [\"" + ConfigFolder.key(key) + "\"]\n");
    }
    Path fresh = Files.writeString(dir.resolve("people.new"), all);
    Files.move(
        fresh,
        dir.resolve("fleet.d/60-people.toml"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private List<String> names() {
    return watch.fleet().people().stream().map(Person::name).toList();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyRemovedInAnotherFileIsRefusedInTimeAndTheGatewayStarts(Bad bad) throws Exception {
    Path file = bad.make(dir.resolve("fleet.d/00-bad.toml"));
    people(1);
    await(bad.name()).atMost(WITHIN).until(() -> names().equals(List.of("p1")));
    assertThat(watch.reload(false).faults())
        .anySatisfy(fault -> {
          assertThat(fault.file()).isEqualTo(file);
          assertThat(fault.text()).contains(bad.words).doesNotContain("\u001b", "\n");
        });
    assertThat(FleetCheck.check(dir.resolve("postern.toml")).faults()).isNotEmpty();
    assertThat(watch.check()).isNotEmpty();
    watch.close();
    start();
    assertThat(names()).containsExactly("p1");
    people(1, 3);
    await(bad.name()).atMost(WITHIN).until(() -> names().equals(List.of("p1", "p3")));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONTROL_NAME")
  void aHostileFileInPlaceOfAGoodOneLeavesItsMachinesAsTheyWere(Bad bad) throws Exception {
    Files.delete(dir.resolve("fleet.d/50-web.toml"));
    bad.make(dir.resolve("fleet.d/50-web.toml"));
    people(1);
    await(bad.name()).atMost(WITHIN).until(() -> names().equals(List.of("p1")));
    assertThat(watch.fleet().machines()).hasSize(1);
    assertThat(watch.faults()).isNotEmpty();
  }

  @Test
  void aFileThatChangesAllTheTimeDelaysNoOther() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              while (!stop.get()) {
                try {
                  Files.writeString(
                      dir.resolve("fleet.d/00-busy.toml"), "# " + System.nanoTime() + "\n");
                  Thread.onSpinWait();
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              }
            });
    try {
      people(1);
      await().atMost(WITHIN).until(() -> names().equals(List.of("p1")));
    } finally {
      stop.set(true);
      writer.join();
    }
    await().atMost(WITHIN).until(() -> watch.faults().isEmpty());
  }

  @Test
  void aHundredThousandFilesDelayNoOther() throws Exception {
    for (int i = 0; i < 100_000; i++) {
      Files.createFile(dir.resolve("fleet.d/00-" + i + ".toml"));
    }
    people(1);
    await().atMost(WITHIN).until(() -> names().equals(List.of("p1")));
    assertThat(watch.faults())
        .anySatisfy(fault -> assertThat(fault.text()).contains("more than 4096 files"));
  }

  @Test
  void filesThatContradictEachOtherAreReadInOnePass() throws Exception {
    for (int i = 0; i < 3000; i++) {
      rig.write("fleet.d/70-" + i + ".toml", ConfigFolder.machine("web1", "red"));
    }
    people(1);
    await().atMost(WITHIN).until(() -> names().equals(List.of("p1")));
    assertThat(watch.fleet().machines()).hasSize(1);
  }

  @Test
  void aNewFileDoesNotDisplaceEarlierEntries() throws Exception {
    rig.write("fleet.d/00-new.toml", "[machine.web1]", "tenant = \"red\"", "console = \"unix:/x\"");
    assertThat(watch.reload(false).faults().getFirst().file())
        .isEqualTo(dir.resolve("fleet.d/00-new.toml"));
    assertThat(watch.fleet().machines()).hasSize(1);
  }
}

package postern.power.uml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import postern.power.ConsoleEvidence;
import postern.power.Machine;
import postern.power.MachineAddress;
import postern.power.PowerAction;
import postern.power.PowerOutcome;
import postern.power.PowerState.Power;
import postern.power.UmlSettings;
import postern.power.control.PowerControl;
import postern.power.testing.TestKeeper;

/** Runs a fake guest with a control socket under a real keeper. */
@Tag("long")
final class KeptUmlTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Removes its socket when it is told to shut down, and exits half a second later. */
  private static final String GUEST =
      """
      #!/usr/bin/python3
      import os, socket, struct, sys, time
      words = dict(word.split('=', 1) for word in sys.argv[1:] if '=' in word)
      own = words['uml_dir'] + words['umid']
      os.makedirs(own)
      control = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      control.bind(own + '/mconsole')
      asked = b''
      while asked != b'cad':
          data, peer = control.recvfrom(4096)
          asked = data[12:].rstrip(b'\\0')
          control.sendto(struct.pack('=iii', 0, 0, 2) + b'OK', peer)
      os.remove(own + '/mconsole')
      os.rmdir(own)
      time.sleep(0.5)
      """;

  @TempDir Path dir;

  private UmlSettings settings() throws IOException {
    Path kernel = dir.resolve("guest");
    Files.writeString(kernel, GUEST);
    Files.setPosixFilePermissions(kernel, PosixFilePermissions.fromString("rwx------"));
    return new UmlSettings(
        "g1",
        kernel,
        Optional.empty(),
        Optional.empty(),
        "160M",
        "",
        Optional.empty(),
        dir.resolve("uml"),
        dir.resolve("console"));
  }

  @Test
  void aGuestThatWentDownIsOffAndCanBeStartedAtOnce() throws Exception {
    try (PowerControl control = PowerControl.start(dir.resolve("keeper"), TestKeeper.command());
        Machine machine = control.machine(new MachineAddress.Uml(settings()))) {
      assertThat(machine.perform(PowerAction.ON, ConsoleEvidence.none(), LIMIT))
          .isInstanceOf(PowerOutcome.Seen.class);
      assertThat(machine.perform(PowerAction.SOFT, ConsoleEvidence.none(), LIMIT))
          .isInstanceOf(PowerOutcome.Seen.class);
      assertThat(machine.state().power()).isEqualTo(Power.OFF);
      assertThat(machine.perform(PowerAction.ON, ConsoleEvidence.none(), LIMIT))
          .isInstanceOf(PowerOutcome.Seen.class);
      control.endKeeper();
    }
  }
}

package postern.gateway.screens;

import java.util.Optional;
import postern.gateway.access.Actor;
import postern.gateway.act.Acts;
import postern.gateway.admin.AdminContext;
import postern.gateway.command.SshOutput;
import postern.gateway.machine.LiveMachine;
import postern.gateway.ssh.SessionChannel;
import postern.tui.Exit;
import postern.tui.ViewState;
import postern.tui.screen.TextUi;

/**
 * Runs the text UI on an admin's terminal, and the console sessions that the admin opens from it.
 */
public final class AdminTextUi {
  /** The message for a person who is no longer an admin. */
  static final String WITHDRAWN = "you are no longer an admin here";

  private final Acts acts;
  private final Actor actor;
  private final AdminContext.FleetFiles files;

  public AdminTextUi(Acts acts, Actor actor, AdminContext.FleetFiles files) {
    this.acts = acts;
    this.actor = actor;
    this.files = files;
  }

  /** Opens a console session and returns when it has ended. */
  public interface ConsoleOpener {
    int open(LiveMachine machine) throws InterruptedException;
  }

  /** Serves the channel until the person leaves; returns the exit code. */
  public int serve(SessionChannel channel, ConsoleOpener consoles) throws InterruptedException {
    ChannelTuiTerminal terminal = new ChannelTuiTerminal(channel);
    ViewState state = ViewState.start();
    try (AdminScreens screens = new AdminScreens(acts, actor, files)) {
      while (true) {
        Exit exit = new TextUi(screens, terminal, acts.clock(), state).run();
        switch (exit) {
          case Exit.Quit() -> {
            return 0;
          }
          case Exit.Withdrawn() -> {
            new SshOutput(channel).error("postern: " + WITHDRAWN);
            return 3;
          }
          case Exit.Disconnected() -> {
            return 1;
          }
          case Exit.Attach(var machine, ViewState back) -> {
            state = back;
            Optional<LiveMachine> live = screens.live(machine);
            if (live.isEmpty()) {
              state = back.withMessage(machine + " is gone");
            } else {
              consoles.open(live.get());
              if (channel.closed()) {
                return 1;
              }
            }
          }
        }
      }
    }
  }
}

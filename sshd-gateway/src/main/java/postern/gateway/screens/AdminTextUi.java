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

/** The text UI on an admin's terminal, and the consoles that the admin attaches to from it. */
public final class AdminTextUi {
  /** What an admin reads who is none any more. */
  static final String WITHDRAWN = "you are no longer an admin here";

  private final Acts acts;
  private final Actor actor;
  private final AdminContext.FleetFiles files;

  public AdminTextUi(Acts acts, Actor actor, AdminContext.FleetFiles files) {
    this.acts = acts;
    this.actor = actor;
    this.files = files;
  }

  /** Enters a console and returns when the person has left it. */
  public interface Entering {
    int enter(LiveMachine machine) throws InterruptedException;
  }

  public int serve(SessionChannel channel, Entering consoles) throws InterruptedException {
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
              consoles.enter(live.get());
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

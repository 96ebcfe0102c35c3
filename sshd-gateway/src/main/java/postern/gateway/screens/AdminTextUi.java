package postern.gateway.screens;

import java.util.Optional;
import postern.gateway.access.Actor;
import postern.gateway.act.Acts;
import postern.gateway.admin.AdminContext;
import postern.gateway.command.SshOutput;
import postern.gateway.machine.LiveMachine;
import postern.gateway.ssh.SessionChannel;
import postern.tui.ControlRoomUi;
import postern.tui.Exit;
import postern.tui.Place;

/** The control room on an admin's terminal, and the consoles they enter from it. */
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
    Place place = Place.start();
    try (AdminScreens screens = new AdminScreens(acts, actor, files)) {
      while (true) {
        Exit exit = new ControlRoomUi(screens, terminal, acts.clock(), place).run();
        switch (exit) {
          case Exit.Quit() -> {
            return 0;
          }
          case Exit.Withdrawn() -> {
            new SshOutput(channel).error("postern: " + WITHDRAWN);
            return 3;
          }
          case Exit.Gone() -> {
            return 1;
          }
          case Exit.Attach(var machine, Place back) -> {
            place = back;
            Optional<LiveMachine> live = screens.live(machine);
            if (live.isEmpty()) {
              place = back.saying(machine + " is gone");
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

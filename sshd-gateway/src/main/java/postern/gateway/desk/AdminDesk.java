package postern.gateway.desk;

import java.util.Optional;
import postern.gateway.command.AtAdminDesk;
import postern.gateway.command.ChannelOut;
import postern.gateway.house.Actor;
import postern.gateway.house.House;
import postern.gateway.house.LiveMachine;
import postern.gateway.ssh.SessionChannel;
import postern.tui.ControlRoomUi;
import postern.tui.Exit;
import postern.tui.Place;

/** The control room on an admin's terminal, and the consoles they enter from it. */
final class AdminDesk {
  /** What an admin reads who is none any more. */
  static final String WITHDRAWN = "you are no longer an admin here";

  private final House house;
  private final Actor actor;
  private final AtAdminDesk.FleetFiles files;

  AdminDesk(House house, Actor actor, AtAdminDesk.FleetFiles files) {
    this.house = house;
    this.actor = actor;
    this.files = files;
  }

  /** Enters a console and returns when the person has left it. */
  interface Entering {
    int enter(LiveMachine machine) throws InterruptedException;
  }

  int serve(SessionChannel channel, Entering consoles) throws InterruptedException {
    ChannelTuiTerminal terminal = new ChannelTuiTerminal(channel);
    Place place = Place.start();
    try (HouseRoom room = new HouseRoom(house, actor, files)) {
      while (true) {
        Exit exit = new ControlRoomUi(room, terminal, house.clock(), place).run();
        switch (exit) {
          case Exit.Quit() -> {
            return 0;
          }
          case Exit.Withdrawn() -> {
            new ChannelOut(channel).error("postern: " + WITHDRAWN);
            return 3;
          }
          case Exit.Gone() -> {
            return 1;
          }
          case Exit.Attach(var machine, Place back) -> {
            place = back;
            Optional<LiveMachine> live = room.live(machine);
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

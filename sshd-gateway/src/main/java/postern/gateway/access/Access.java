package postern.gateway.access;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import postern.gateway.config.Fleet;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.Person;
import postern.gateway.ssh.Caller;

/** Who may do what, by the configuration as it is now. Any thread. */
public final class Access {
  private final Clock clock;
  private volatile Fleet fleet = Fleet.empty();

  public Access(Clock clock) {
    this.clock = clock;
  }

  /** The configuration that counts now. */
  public Fleet fleet() {
    return fleet;
  }

  /** From now on this configuration counts. */
  public void follow(Fleet next) {
    fleet = next;
  }

  /**
   * Returns the people a login still stands for: those of the people it stood for at first whose
   * entry for its key is still there, with options that still hold. Nobody is ever added.
   */
  public List<Person> people(Caller caller) {
    Fleet now = fleet;
    Instant time = clock.instant();
    return caller.people().stream()
        .flatMap(person -> now.person(person.fullName()).stream())
        .filter(person -> caller.use().admits(person, time))
        .toList();
  }

  /** Whether this login may still act as the person it came in as. */
  public boolean admits(Actor actor) {
    return person(actor).isPresent();
  }

  /** What a person may still do at a machine where a session of theirs is open. */
  public enum AtMachine {
    /** As much as when the session began. */
    SAME,
    /** The machine is no longer theirs to see, or not as it was. */
    WITHDRAWN,
    /** The machine is gone. */
    REMOVED
  }

  /** Says whether this login may go on at this machine as it came in. */
  public AtMachine at(MachineEntry was, Actor actor) {
    Fleet now = fleet;
    Optional<MachineEntry> machine = now.machine(was.tenant(), was.name());
    if (machine.isEmpty()) {
      boolean elsewhere = !now.named(was.name()).isEmpty();
      return elsewhere ? AtMachine.WITHDRAWN : AtMachine.REMOVED;
    }
    return person(actor)
            .filter(as -> LoginResolver.sees(as, machine.get()))
            .filter(as -> Actor.mayType(as) == actor.mayType())
            .isPresent()
        ? AtMachine.SAME
        : AtMachine.WITHDRAWN;
  }

  /** The person this login acts as; empty once its entry is gone or no longer holds. */
  private Optional<Person> person(Actor actor) {
    return fleet
        .person(actor.person())
        .filter(person -> actor.use().admits(person, clock.instant()));
  }
}

package postern.gateway.access;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import postern.gateway.config.Fleet;
import postern.gateway.config.MachineEntry;
import postern.gateway.config.Person;
import postern.gateway.ssh.Caller;

/** Decides who may do what, by the current configuration. Used by any thread. */
public final class Access {
  private final Clock clock;
  private volatile Fleet fleet = Fleet.empty();

  public Access(Clock clock) {
    this.clock = clock;
  }

  /** Returns the current configuration. */
  public Fleet fleet() {
    return fleet;
  }

  /** Makes this the current configuration. */
  public void follow(Fleet next) {
    fleet = next;
  }

  /**
   * Returns the people that a login still stands for: those it stood for when it authenticated and
   * whose entry for its key is still there, with options that still hold. Nobody is ever added.
   */
  public List<Person> people(Caller caller) {
    Fleet now = fleet;
    Instant time = clock.instant();
    return caller.people().stream()
        .flatMap(person -> now.person(person.fullName()).stream())
        .filter(person -> caller.use().admits(person, time))
        .toList();
  }

  /** Returns whether this login may still act as this person. */
  public boolean admits(Actor actor) {
    return person(actor).isPresent();
  }

  /** What a person may still do at a machine where a session of theirs is open. */
  public enum AtMachine {
    /** The same as when the session began. */
    SAME,
    /** The person may no longer see the machine, or has other rights there now. */
    WITHDRAWN,
    /** The machine was removed from the configuration. */
    REMOVED
  }

  /** Returns what this login may still do at this machine. */
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

  /** Returns the person that this login acts as, or empty if their entry for its key is gone. */
  private Optional<Person> person(Actor actor) {
    return fleet
        .person(actor.person())
        .filter(person -> actor.use().admits(person, clock.instant()));
  }
}

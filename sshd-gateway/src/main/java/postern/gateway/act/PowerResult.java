package postern.gateway.act;

import postern.mux.Participant;
import postern.power.PowerOutcome;

/** The outcome of a power action: the machine's answer, or why the machine was not asked. */
public sealed interface PowerResult {
  record Done(PowerOutcome outcome) implements PowerResult {}

  /** Somebody else typed there within the last minute. The action can be forced. */
  record SomeoneTypes(Participant who, long secondsAgo) implements PowerResult {}

  /** This person may only watch. */
  record NotPermitted() implements PowerResult {}

  /** The event of the action could be lost, so it was not done. */
  record NotRecorded() implements PowerResult {}

  /** The machine has no power control here, or people may not use it. */
  record NoPower() implements PowerResult {}
}

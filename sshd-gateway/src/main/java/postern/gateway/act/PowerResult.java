package postern.gateway.act;

import postern.mux.Participant;
import postern.power.PowerOutcome;

/** What came of a person's power act: the machine's answer, or why it was not even asked. */
public sealed interface PowerResult {
  record Done(PowerOutcome outcome) implements PowerResult {}

  /** Somebody else typed there just now; force goes on all the same. */
  record SomeoneTypes(Participant who, long secondsAgo) implements PowerResult {}

  /** This person may only watch. */
  record NotPermitted() implements PowerResult {}

  /** The event of the act might be lost, so it is not done. */
  record NotRecorded() implements PowerResult {}

  /** The machine has no power control here. */
  record NoPower() implements PowerResult {}
}

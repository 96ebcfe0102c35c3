package postern.gateway.act;

/** Whether a person may act now. */
public enum MayAct {
  YES,

  /** This key has been used for too many acts in a short time. */
  TOO_OFTEN,

  /** The event of an act could be lost. */
  NOT_RECORDED
}

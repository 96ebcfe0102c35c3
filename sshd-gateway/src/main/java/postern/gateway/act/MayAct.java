package postern.gateway.act;

/** Whether somebody may act now. */
public enum MayAct {
  YES,

  /** This key has done too much in a short time. */
  TOO_OFTEN,

  /** The event of an act could be lost. */
  NOT_RECORDED
}

package postern.mux;

/** Who says how large a machine's terminal is; what stands later counts more. */
public enum SizeSource {
  /** Merely guessed: the typist's own terminal. */
  TYPIST,

  /** Its operator says so. What the machine was told before does not count any more. */
  OPERATOR,

  /** The machine itself was told so; it forgets that when it boots. */
  TOLD
}

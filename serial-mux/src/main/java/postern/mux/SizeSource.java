package postern.mux;

/** Where a terminal size comes from. A later constant has precedence. */
public enum SizeSource {
  /** A guess: the size of the typist's own terminal. */
  TYPIST,

  /** The operator configured it. The size that the machine was told before no longer counts. */
  OPERATOR,

  /** The machine was told so. It forgets that when it boots. */
  TOLD
}

package postern.power.keeper;

/** What a kept process has as standard input and output. It always has a controlling terminal. */
public enum Stdio {
  /** Its terminal. */
  TERMINAL,

  /**
   * Pipes, for a User-Mode Linux guest, which polls its console only after a SIGIO. For a terminal,
   * Linux raises that signal before a poll reports the change. The guest may therefore poll too
   * early and miss input, or room for its output, until the next signal. For a pipe, Linux raises
   * the signal afterwards. {@link KernelLineEndings} makes the output look as on a terminal.
   */
  PIPES
}

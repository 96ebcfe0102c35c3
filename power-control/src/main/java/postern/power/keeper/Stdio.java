package postern.power.keeper;

/** How the bytes of a kept process go. Its controlling terminal it has in any case. */
public enum Stdio {
  /** By its terminal, both ways. */
  TERMINAL,

  /**
   * By pipes, for a User-Mode Linux guest, which looks only after a SIGIO. Linux raises that signal
   * for a terminal before it wakes who polls it, so that a guest may look too early, find nothing,
   * and then sleep on what was typed, or on the output it has no room for, until the next signal. A
   * pipe wakes first and signals afterwards. Its kernel's lines are ended as on a terminal ({@link
   * KernelLineEndings}).
   */
  PIPES
}

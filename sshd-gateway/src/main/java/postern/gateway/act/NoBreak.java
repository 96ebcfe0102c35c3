package postern.gateway.act;

/** Why no break went out. */
public final class NoBreak {
  private NoBreak() {}

  /** Where neither the line has one nor the backend. */
  public static String words(String line, String backend) {
    return "the line says " + line + ", the backend says " + backend;
  }
}

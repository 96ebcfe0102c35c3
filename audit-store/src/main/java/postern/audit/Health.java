package postern.audit;

/** Whether recording works at present. */
public sealed interface Health {
  record Ok() implements Health {}

  /**
   * Recording fails.
   *
   * @param why in words a person can act on, such as {@code no space left in /var/lib/postern/data}
   */
  record Failing(String why) implements Health {}
}

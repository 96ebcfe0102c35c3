package postern.audit;

/** Whether recording works now. */
public sealed interface Health {
  record Well() implements Health {}

  /**
   * What is typed now cannot be recorded.
   *
   * @param why in words a person can act on, such as {@code no space left in /var/lib/postern/data}
   */
  record Failing(String why) implements Health {}
}

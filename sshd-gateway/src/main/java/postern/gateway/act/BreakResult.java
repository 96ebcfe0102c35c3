package postern.gateway.act;

import java.util.function.Supplier;

/** The outcome of a break or a SysRq. */
public sealed interface BreakResult {
  record Sent() implements BreakResult {}

  /** It was not sent. */
  sealed interface NotSent extends BreakResult {
    /** Returns the reason, as people read it. */
    String why();
  }

  /** The configuration of this machine forbids breaks. */
  record Forbidden() implements NotSent {
    @Override
    public String why() {
      return "this machine's break policy is never";
    }
  }

  /** The person does not have the keyboard. */
  record NotHolder() implements NotSent {
    @Override
    public String why() {
      return "the keyboard is not yours";
    }
  }

  record Failed(String why) implements NotSent {}

  /**
   * The line cannot do it. Calling {@code rest} asks the machine's backend, blocks for up to 10 s
   * and returns a result of another kind.
   */
  record ByBackend(Supplier<BreakResult> rest) implements BreakResult {}
}

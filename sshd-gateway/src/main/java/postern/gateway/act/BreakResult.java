package postern.gateway.act;

import java.util.function.Supplier;

/** What came of a break or a SysRq. */
public sealed interface BreakResult {
  record Sent() implements BreakResult {}

  /** It was not sent. */
  sealed interface NotSent extends BreakResult {
    /** The reason, as people read it. */
    String why();
  }

  /** The configuration of this machine forbids breaks. */
  record Forbidden() implements NotSent {
    @Override
    public String why() {
      return "this machine's break policy is never";
    }
  }

  /** The keyboard belongs to somebody else. */
  record NotHolder() implements NotSent {
    @Override
    public String why() {
      return "the keyboard is not yours";
    }
  }

  record Failed(String why) implements NotSent {}

  /**
   * The line cannot do it. The rest asks the machine's backend, blocks for up to 10 s and returns a
   * result that is not this one.
   */
  record ByBackend(Supplier<BreakResult> rest) implements BreakResult {}
}

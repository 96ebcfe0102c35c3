package postern.power.keeper;

import java.io.IOException;

/** The keeper refused a request; the message says why. */
public final class KeeperRefused extends IOException {
  private static final long serialVersionUID = 1L;

  KeeperRefused(String why) {
    super(why);
  }
}

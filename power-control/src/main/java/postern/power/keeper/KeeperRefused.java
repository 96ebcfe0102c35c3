package postern.power.keeper;

import java.io.IOException;

/** The keeper understood and said no; the message is its reason. */
public final class KeeperRefused extends IOException {
  private static final long serialVersionUID = 1L;

  KeeperRefused(String why) {
    super(why);
  }
}

package postern.gateway;

import postern.gateway.cli.PosternCommand;

/** The only entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(PosternCommand.run(args));
  }
}

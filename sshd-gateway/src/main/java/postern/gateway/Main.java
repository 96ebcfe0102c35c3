package postern.gateway;

/** The only entry point. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("postern");
  }
}

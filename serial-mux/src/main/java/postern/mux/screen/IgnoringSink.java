package postern.mux.screen;

/** A sink that ignores everything. */
class IgnoringSink implements Sink {
  @Override
  public void text(byte[] bytes, int from, int to) {}

  @Override
  public void character(int codePoint, byte[] raw, int from, int length) {}

  @Override
  public void malformed(byte[] raw, int length) {}

  @Override
  public void control(int c0) {}

  @Override
  public void escape(Sequence sequence) {}

  @Override
  public void command(Sequence sequence) {}

  @Override
  public void string() {}
}

package postern.gateway.command;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keeps the output of a command. */
final class MemoryOutput implements CommandOutput {
  final List<String> lines = new ArrayList<>();
  final List<String> errors = new ArrayList<>();

  @Override
  public void line(String text) {
    lines.add(text);
  }

  @Override
  public void error(String text) {
    errors.add(text);
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    throw new UnsupportedOperationException("raw bytes");
  }

  @Override
  public boolean terminal() {
    return false;
  }
}

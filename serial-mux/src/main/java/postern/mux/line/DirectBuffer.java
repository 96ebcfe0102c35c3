package postern.mux.line;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** A buffer outside the heap, with its address, that the kernel reads and writes. */
record DirectBuffer(ByteBuffer bytes, long address) {
  private DirectBuffer(ByteBuffer bytes) {
    this(bytes, MemorySegment.ofBuffer(bytes).address());
  }

  static DirectBuffer of(int length) {
    return new DirectBuffer(ByteBuffer.allocateDirect(length));
  }
}

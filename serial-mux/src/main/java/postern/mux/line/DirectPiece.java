package postern.mux.line;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Memory that the kernel reads and writes: a buffer outside the heap with its address. */
record DirectPiece(ByteBuffer bytes, long address) {
  private DirectPiece(ByteBuffer bytes) {
    this(bytes, MemorySegment.ofBuffer(bytes).address());
  }

  static DirectPiece of(int length) {
    return new DirectPiece(ByteBuffer.allocateDirect(length));
  }
}

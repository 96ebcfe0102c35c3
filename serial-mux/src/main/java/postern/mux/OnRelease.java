package postern.mux;

import java.nio.ByteBuffer;

/**
 * What becomes of a log-in when its typist lets the keyboard go (leaves, gives it up, falls silent)
 * after having typed something.
 */
public sealed interface OnRelease {
  /** Nothing: the next one finds the console as it is. */
  record Leave() implements OnRelease {}

  /** These bytes are typed. */
  record Send(ByteBuffer bytes) implements OnRelease {
    public Send {
      bytes = bytes.asReadOnlyBuffer();
    }
  }

  /** DTR is dropped for a second, where the line has it. */
  record HangUp() implements OnRelease {}

  /** Nobody else gets the keyboard until the machine showed that the log-in is over. */
  record Lock() implements OnRelease {}
}

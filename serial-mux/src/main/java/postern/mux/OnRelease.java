package postern.mux;

import java.nio.ByteBuffer;

/**
 * What happens to an open login when its typist releases the keyboard: gives it up, leaves, or
 * falls silent.
 */
public sealed interface OnRelease {
  /** Nothing. The next typist finds the console as it is. */
  record Leave() implements OnRelease {}

  /** These bytes are typed. */
  record Send(ByteBuffer bytes) implements OnRelease {
    public Send {
      bytes = bytes.asReadOnlyBuffer();
    }
  }

  /** DTR is dropped for a second if the line has it. */
  record HangUp() implements OnRelease {}

  /** Nobody else gets the keyboard until the machine shows that the login is over. */
  record Lock() implements OnRelease {}
}

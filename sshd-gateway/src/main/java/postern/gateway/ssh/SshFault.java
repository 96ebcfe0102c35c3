package postern.gateway.ssh;

import org.jspecify.annotations.Nullable;

/** The SSH server cannot start. The message says what is wrong, where, and what would be right. */
public final class SshFault extends RuntimeException {
  public SshFault(String message) {
    super(message);
  }

  public SshFault(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}

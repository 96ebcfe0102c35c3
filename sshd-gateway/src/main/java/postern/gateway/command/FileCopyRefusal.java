package postern.gateway.command;

import java.util.regex.Pattern;
import postern.gateway.ssh.SessionChannel;

/**
 * Recognises the programs that scp -O, sftp -s and rsync run on the remote side, which the gateway
 * refuses, and holds what it answers.
 */
public final class FileCopyRefusal {
  public static final String TO_MACHINES = SessionChannel.NO_FILES;
  public static final String FROM_THE_RECORD = SessionChannel.NO_SFTP_YET;

  private static final Pattern PROGRAM =
      Pattern.compile("^\\s*(\\S*/)?(scp|rsync|sftp-server)(\\s|$)");

  private FileCopyRefusal() {}

  /** Whether a command line runs one of these programs. */
  public static boolean appliesTo(String line) {
    return PROGRAM.matcher(line).find();
  }
}

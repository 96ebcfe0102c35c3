package postern.gateway.config;

import java.nio.file.Path;

/**
 * What fleet files are read against.
 *
 * @param sockets where the keeper serves consoles
 * @param umlDir where UML machines have their control sockets unless they say otherwise
 * @param edit the one file that the gateway itself writes, in which admins and auditors count not
 */
record Surroundings(KeeperSockets sockets, Path umlDir, Path edit) {}

/** The command line: one file a command, each a thin face. */
@NullMarked
package postern.gateway.cli;

import org.jspecify.annotations.NullMarked;

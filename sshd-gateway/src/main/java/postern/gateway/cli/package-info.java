/** The process's command line, one file for each command. */
@NullMarked
package postern.gateway.cli;

import org.jspecify.annotations.NullMarked;

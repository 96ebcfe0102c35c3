/** The client's terminal as Lanterna needs it: output, keys, styles and clean text. */
@NullMarked
package postern.tui.terminal;

import org.jspecify.annotations.NullMarked;

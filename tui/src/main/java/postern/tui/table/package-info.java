/** The tables of machines and sessions: rows, columns, order, filter and selection. */
@NullMarked
package postern.tui.table;

import org.jspecify.annotations.NullMarked;

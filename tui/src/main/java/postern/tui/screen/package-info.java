/** The screens and dialogs of the text UI. */
@NullMarked
package postern.tui.screen;

import org.jspecify.annotations.NullMarked;

/** The admin's screens: what the text UI shows and does, as the gateway has it. */
@NullMarked
package postern.gateway.screens;

import org.jspecify.annotations.NullMarked;

/** What a console's output tells about its machine: boots, panics and login prompts. */
@NullMarked
package postern.mux.marker;

import org.jspecify.annotations.NullMarked;

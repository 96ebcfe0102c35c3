/** Text for people: cleaned of what a terminal would obey, cut to size; ages and times. */
@NullMarked
package postern.gateway.text;

import org.jspecify.annotations.NullMarked;

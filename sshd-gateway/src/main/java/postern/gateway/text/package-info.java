/** Text for people: free of terminal controls and cut to size; ages and times. */
@NullMarked
package postern.gateway.text;

import org.jspecify.annotations.NullMarked;

/** Power control of any machine: creates the backends, runs actions and waits for evidence. */
@NullMarked
package postern.power.control;

import org.jspecify.annotations.NullMarked;

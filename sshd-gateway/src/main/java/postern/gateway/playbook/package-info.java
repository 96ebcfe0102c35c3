/** Operator-written scripts that wait for what a console says and type: read, checked and run. */
@NullMarked
package postern.gateway.playbook;

import org.jspecify.annotations.NullMarked;

/** Playbooks: scripts of operators that wait for output of a console, type and switch power. */
@NullMarked
package postern.gateway.playbook;

import org.jspecify.annotations.NullMarked;

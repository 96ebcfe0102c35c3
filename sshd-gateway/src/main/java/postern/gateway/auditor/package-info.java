/** The commands of auditors, over SSH and offline. */
@NullMarked
package postern.gateway.auditor;

import org.jspecify.annotations.NullMarked;

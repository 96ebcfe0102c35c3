/** Commands of auditors, over ssh and offline. */
@NullMarked
package postern.gateway.auditor;

import org.jspecify.annotations.NullMarked;

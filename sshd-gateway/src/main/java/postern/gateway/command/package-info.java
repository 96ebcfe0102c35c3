/** One verb a file, for tenants, admins and auditors. */
@NullMarked
package postern.gateway.command;

import org.jspecify.annotations.NullMarked;

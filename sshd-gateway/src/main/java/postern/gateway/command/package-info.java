/** What the commands of tenants, admins and auditors share: arguments, output, lists, help. */
@NullMarked
package postern.gateway.command;

import org.jspecify.annotations.NullMarked;

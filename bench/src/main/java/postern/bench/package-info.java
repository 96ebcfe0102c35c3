/** Benchmarks: Postern, OpenSSH with socat, and OpenSSH with conserver before the same machines. */
@NullMarked
package postern.bench;

import org.jspecify.annotations.NullMarked;

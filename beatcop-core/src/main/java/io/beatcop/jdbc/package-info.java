/**
 * Writes to a database that only the holder of a lease can make (H-3). It imports the JDK's JDBC
 * and the lease, and nothing else.
 */
@NullMarked
package io.beatcop.jdbc;

import org.jspecify.annotations.NullMarked;

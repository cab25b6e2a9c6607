/**
 * The shared parts of this project's own tests: a real Redis to run against, and the ledger that
 * says whether two nodes ever acted at once.
 *
 * <p>Nothing here is published, and nothing here knows the lease: a test of the lease must not be
 * able to share its mistakes.
 */
@NullMarked
package io.beatcop.testing;

import org.jspecify.annotations.NullMarked;

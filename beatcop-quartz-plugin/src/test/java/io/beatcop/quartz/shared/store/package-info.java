/**
 * Tests of a shared schedule in Redis: the rights that it needs, and keys that no node has written.
 */
@NullMarked
package io.beatcop.quartz.shared.store;

import org.jspecify.annotations.NullMarked;

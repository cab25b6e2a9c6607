/** Proves that the demo keeps what it promises. */
@NullMarked
package io.beatcop.examples.celery;

import org.jspecify.annotations.NullMarked;

/** Tests of running processes: with a real guard, real children and a real Redis. */
@NullMarked
package io.beatcop.process;

import org.jspecify.annotations.NullMarked;

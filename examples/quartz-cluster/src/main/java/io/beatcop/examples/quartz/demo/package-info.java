/**
 * The demo around the nodes: it starts them and what they need, kills one, stops another, and tells
 * what it saw. It knows nothing of BeatCop but the name of the lease key in Redis.
 */
@NullMarked
package io.beatcop.examples.quartz.demo;

import org.jspecify.annotations.NullMarked;

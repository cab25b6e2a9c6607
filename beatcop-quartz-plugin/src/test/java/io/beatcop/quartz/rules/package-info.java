/** Tests of the rules, one at a time; all of them together run in the simulation. */
@NullMarked
package io.beatcop.quartz.rules;

import org.jspecify.annotations.NullMarked;

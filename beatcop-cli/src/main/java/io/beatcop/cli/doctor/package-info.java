/**
 * The work of {@code beatcop doctor}: it looks for what is wrong, or may go wrong, with Redis and a
 * lease.
 *
 * <p>An {@link io.beatcop.cli.doctor.Examination} makes all the checks; a class whose name ends in
 * {@code Check} makes those of one kind. The result of each is a {@link
 * io.beatcop.cli.doctor.Finding}.
 */
@NullMarked
package io.beatcop.cli.doctor;

import org.jspecify.annotations.NullMarked;

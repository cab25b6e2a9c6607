/** Tests of the plugin in real schedulers. */
@NullMarked
package io.beatcop.quartz;

import org.jspecify.annotations.NullMarked;

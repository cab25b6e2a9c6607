/** Tests of the settings, and of what stands of them in the documents. */
@NullMarked
package io.beatcop.quartz.settings;

import org.jspecify.annotations.NullMarked;

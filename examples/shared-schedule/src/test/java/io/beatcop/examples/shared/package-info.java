@NullMarked
package io.beatcop.examples.shared;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.beatcop.examples.quartz.demo;

import org.jspecify.annotations.NullMarked;

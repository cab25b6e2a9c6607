/** Tests of the properties, without an application. */
@NullMarked
package io.beatcop.spring;

import org.jspecify.annotations.NullMarked;

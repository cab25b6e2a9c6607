/** Tests of applications with the starter, on the Spring Boot of the build. */
@NullMarked
package io.beatcop.spring;

import org.jspecify.annotations.NullMarked;

package io.beatcop.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that {@code mvn verify} leaves out, since it takes long: a matrix of faults, one more
 * topology, all the rules broken on purpose. {@code mvn verify -Pslow} runs these tests and no
 * others. A test that is named by {@code -Dtest} or {@code -Dit.test} runs in any case.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("slow")
public @interface Slow {}

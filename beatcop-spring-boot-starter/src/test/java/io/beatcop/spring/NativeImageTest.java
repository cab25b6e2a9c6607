package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.SharedJobStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.impl.JobExecutionContextImpl;
import org.springframework.aot.hint.FieldHint;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.SpringFactoriesLoader;

/** A native image has what BeatCop and Quartz look for by name. */
class NativeImageTest {

  private final RuntimeHints hints = new RuntimeHints();

  @BeforeEach
  void registerAsSpringDoes() {
    SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
        .load(RuntimeHintsRegistrar.class)
        .stream()
        .filter(BeatCopRuntimeHints.class::isInstance)
        .forEach(registrar -> registrar.registerHints(hints, getClass().getClassLoader()));
  }

  @Test
  void allScriptsAreThere() throws IOException {
    Resource[] scripts =
        new PathMatchingResourcePatternResolver().getResources("classpath*:io/beatcop/**/*.lua");

    assertThat(scripts).hasSizeGreaterThan(20);
    assertThat(scripts)
        .extracting(script -> script.getURL().toString().replaceFirst(".*(?=io/beatcop/)", ""))
        .allMatch(path -> RuntimeHintsPredicates.resource().forResource(path).test(hints));
  }

  @Test
  void quartzMakesThePluginAndTheStoreAndSetsTheirProperties() {
    for (Class<?> made : List.of(BeatCopPlugin.class, SharedJobStore.class)) {
      assertThat(
              RuntimeHintsPredicates.reflection()
                  .onType(made)
                  .withMemberCategories(
                      MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS,
                      MemberCategory.INVOKE_PUBLIC_METHODS))
          .accepts(hints);
    }
  }

  @Test
  void aRepeatedJobIsMarked() {
    TypeReference context = TypeReference.of(JobExecutionContextImpl.class);

    assertThat(hints.reflection().typeHints())
        .filteredOn(hint -> hint.getType().equals(context))
        .flatExtracting(hint -> hint.fields().map(FieldHint::getName).toList())
        .containsExactly("recovering");
  }
}

package io.beatcop.quartz;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

/** What the plugin may depend on. */
@AnalyzeClasses(packages = "io.beatcop.quartz", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String METRICS = "io.beatcop.quartz.BeatCopMetrics";

  @ArchTest
  static final ArchRule onlyTheMetersNeedMicrometer =
      noClasses()
          .that()
          .haveNameNotMatching(Pattern.quote(METRICS) + "(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..");

  @ArchTest
  static final ArchRule thePluginKnowsTheCoreAndQuartzAndNothingElse =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.beatcop.quartz..",
              "io.beatcop.lease..",
              "io.beatcop.redis..",
              "org.quartz..",
              "java..",
              "javax.management..",
              "io.micrometer.core.instrument..",
              "org.slf4j..",
              "org.jspecify.annotations..");
}

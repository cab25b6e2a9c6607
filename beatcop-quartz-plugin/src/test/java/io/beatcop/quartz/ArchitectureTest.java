package io.beatcop.quartz;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the plugin may depend on. */
@AnalyzeClasses(packages = "io.beatcop.quartz", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

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
              "org.slf4j..",
              "org.jspecify.annotations..");
}

package io.beatcop.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * What the auto-configuration knows, so that it runs on each Spring Boot, and without what is
 * optional.
 */
@AnalyzeClasses(packages = "io.beatcop.spring", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule whatHasMovedIsKnownToTheTwoConfigurationsThatAreForOneLine =
      noClasses()
          .that()
          .haveSimpleNameNotStartingWith("SpringBoot")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.boot.actuate.health..",
              "org.springframework.boot.actuate.autoconfigure.health..",
              "org.springframework.boot.health..",
              "org.springframework.boot.autoconfigure.quartz..",
              "org.springframework.boot.quartz..");

  @ArchTest
  static final ArchRule thePropertiesNeedNoActuator =
      noClasses()
          .that()
          .haveNameNotMatching(".*(Actuator|Endpoint|Observations).*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.boot.actuate..", "io.micrometer..");

  @ArchTest
  static final ArchRule onlyTheConfigurationsAndTheAnnotationAreSeen =
      classes()
          .that()
          .haveSimpleNameNotEndingWith("AutoConfiguration")
          .and()
          .areNotAnnotations()
          .should()
          .notBePublic();
}

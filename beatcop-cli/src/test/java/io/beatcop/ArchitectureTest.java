package io.beatcop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions in which this module may depend. */
@AnalyzeClasses(
    packages = {
      "io.beatcop.cli",
      "io.beatcop.log",
      "io.beatcop.monitor",
      "io.beatcop.process",
      "io.beatcop.settings"
    },
    importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule runningProcessesKnowsTheLeaseAndNoStore =
      classes()
          .that()
          .resideInAPackage("io.beatcop.process..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.beatcop.process..",
              "io.beatcop.lease..",
              "java..",
              "org.slf4j..",
              "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule onlyRunningProcessesStartsProcesses =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.beatcop.process..")
          .and()
          // The core's own rule: a password may come from a command.
          .doNotHaveSimpleName("PasswordCommand")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class);

  @ArchTest
  static final ArchRule noPackageKnowsItselfByWayOfAnother =
      slices().matching("io.beatcop.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheCommandsKnowWhatTheyAreMadeOf =
      layeredArchitecture()
          .consideringAllDependencies()
          .layer("the commands")
          .definedBy("io.beatcop.cli")
          .layer("running")
          .definedBy("io.beatcop.cli.run..")
          .layer("the doctor")
          .definedBy("io.beatcop.cli.doctor..")
          .layer("what is said")
          .definedBy("io.beatcop.cli.report..")
          .whereLayer("the commands")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("running")
          .mayOnlyBeAccessedByLayers("the commands")
          .whereLayer("the doctor")
          .mayOnlyBeAccessedByLayers("the commands")
          .whereLayer("what is said")
          .mayOnlyBeAccessedByLayers("the commands", "running", "the doctor");

  @ArchTest
  static final ArchRule onlyTheCommandsKnowPicocli =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.beatcop.cli")
          .and()
          // It asks picocli's guess where there is no /proc.
          .doNotHaveSimpleName("Terminal")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");
}

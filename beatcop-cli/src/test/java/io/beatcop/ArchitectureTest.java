package io.beatcop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.beatcop.testing.PackageOrder;

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
  static final ArchRule eachPackageKnowsThoseBelowItAndNoneAbove =
      PackageOrder.fromTheTop(
          "io.beatcop.cli",
          "io.beatcop.cli.run",
          "io.beatcop.cli.doctor",
          "io.beatcop.cli.report",
          "io.beatcop.monitor",
          "io.beatcop.process",
          "io.beatcop.settings",
          "io.beatcop.log");

  @ArchTest
  static final ArchRule runningKnowsNoDoctor =
      PackageOrder.isHiddenFrom("io.beatcop.cli.run", "io.beatcop.cli.doctor");

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

package io.beatcop.quartz;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.beatcop.testing.PackageOrder;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Timer;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.TriggerKey;

/** The dependencies of the plugin, and their direction between its packages. */
@AnalyzeClasses(packages = "io.beatcop.quartz", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String SETTINGS = "io.beatcop.quartz.settings";
  private static final String JOURNAL = "io.beatcop.quartz.journal..";
  private static final String SHARED = "io.beatcop.quartz.shared..";
  private static final String SHARED_COPY = "io.beatcop.quartz.shared.copy";
  private static final String SHARED_STORE = "io.beatcop.quartz.shared.store";
  private static final String SCHEDULE = "io.beatcop.quartz.schedule..";
  private static final String RULES = "io.beatcop.quartz.rules..";
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

  @ArchTest
  static final ArchRule eachPackageKnowsThoseBelowItAndNoneAbove =
      PackageOrder.fromTheTop(
          "io.beatcop.quartz",
          "io.beatcop.quartz.scheduler",
          "io.beatcop.quartz.gate",
          SETTINGS,
          "io.beatcop.quartz.jdbc",
          "io.beatcop.quartz.shared",
          SHARED_COPY,
          SHARED_STORE,
          JOURNAL,
          SCHEDULE,
          RULES);

  @ArchTest
  static final ArchRule usersSeeNothingOfTheJournalAndTheRules =
      PackageOrder.isHiddenFrom("io.beatcop.quartz", JOURNAL, RULES);

  @ArchTest
  static final ArchRule theSettingsKnowNothingElseOfThePlugin =
      PackageOrder.isHiddenFrom(
          SETTINGS, "io.beatcop.quartz.jdbc", SHARED, JOURNAL, SCHEDULE, RULES);

  @ArchTest
  static final ArchRule theSharedScheduleKnowsNothingOfTheFireJournal =
      PackageOrder.isHiddenFrom(SHARED, JOURNAL, RULES);

  @ArchTest
  static final ArchRule theCopyOfTheScheduleKnowsNothingOfItsPlaceInRedis =
      noClasses()
          .that()
          .resideInAPackage(SHARED_COPY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SHARED_STORE, "io.beatcop.redis.connect");

  @ArchTest
  static final ArchRule theJournalKnowsOfQuartzTheNamesOfTriggersAlone =
      noClasses()
          .that()
          .resideInAPackage(JOURNAL)
          .should()
          .dependOnClassesThat(resideInAPackage("org.quartz..").and(not(type(TriggerKey.class))));

  @ArchTest
  static final ArchRule theRulesKnowNothingOfQuartzButItsValues =
      classes()
          .that()
          .resideInAPackage(RULES)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      RULES,
                      "java.lang..",
                      "java.net",
                      "java.nio.charset",
                      "java.time",
                      "java.util",
                      "java.util.function",
                      "java.util.stream",
                      "org.quartz",
                      "org.quartz.spi",
                      "org.quartz.impl.triggers",
                      "org.jspecify.annotations")
                  .or(type(TimeUnit.class)));

  @ArchTest
  static final ArchRule theScheduleKnowsNothingOfQuartzButItsValues =
      classes()
          .that()
          .resideInAPackage(SCHEDULE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  SCHEDULE,
                  "io.beatcop.redis.schedule",
                  "java.lang..",
                  "java.io",
                  "java.math",
                  "java.nio.charset",
                  "java.text",
                  "java.time..",
                  "java.util",
                  "java.util.function",
                  "java.util.stream",
                  "org.quartz",
                  "org.quartz.spi",
                  "org.quartz.impl.calendar",
                  "org.quartz.impl.matchers",
                  "org.quartz.impl.triggers",
                  "org.quartz.utils",
                  "org.jspecify.annotations"));

  @ArchTest
  static final ArchRule theRulesAndTheScheduleHaveNoThreadNoClockAndNoScheduler =
      noClasses()
          .that()
          .resideInAnyPackage(RULES, SCHEDULE)
          .should()
          .dependOnClassesThat(
              assignableTo(Thread.class)
                  .or(assignableTo(Timer.class))
                  .or(assignableTo(Clock.class))
                  .or(assignableTo(Scheduler.class))
                  .or(assignableTo(JobExecutionContext.class)))
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callConstructor(Date.class);
}

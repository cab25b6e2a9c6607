package io.beatcop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import io.beatcop.lease.Internal;
import io.beatcop.lease.LeaseStore;
import io.beatcop.testing.PackageOrder;
import java.time.Instant;
import java.util.Set;

/** The directions in which this module may depend, and what stays out of the rules. */
@AnalyzeClasses(
    packages = {"io.beatcop.jdbc", "io.beatcop.lease", "io.beatcop.redis"},
    importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule theLeaseKnowsNoStore =
      classes()
          .that()
          .resideInAPackage("io.beatcop.lease..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.beatcop.lease..", "java..", "org.slf4j..", "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule writesToADatabaseKnowTheLeaseAlone =
      classes()
          .that()
          .resideInAPackage("io.beatcop.jdbc..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.beatcop.jdbc..", "io.beatcop.lease", "java..", "org.jspecify.annotations..");

  /** Of Redis each package knows those under it, and the lease; all classes are in one of them. */
  @ArchTest
  static final ArchRule theRoomsOfRedisLieOverEachOther =
      PackageOrder.fromTheTop(
          "io.beatcop.jdbc",
          "io.beatcop.redis.schedule",
          "io.beatcop.redis",
          "io.beatcop.redis.connect",
          "io.beatcop.redis.socket",
          "io.beatcop.redis.settings",
          "io.beatcop.lease",
          "io.beatcop.lease.balance");

  @ArchTest
  static final ArchRule onlyConnectionsKnowSockets =
      PackageOrder.isHiddenFrom("io.beatcop.redis", "io.beatcop.redis.socket");

  @ArchTest
  static final ArchRule onlyTheRedisPackageKnowsJedis =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.beatcop.redis..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("redis.clients..");

  @ArchTest
  static final ArchRule theCoreKnowsNeitherQuartzNorTheCommandLine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.quartz..", "io.beatcop.quartz..", "io.beatcop.process..", "io.beatcop.cli..");

  @ArchTest
  static final ArchRule onlyAPasswordCommandIsAProcess =
      noClasses()
          .that()
          .doNotHaveSimpleName("PasswordCommand")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class);

  /** All of the lease but what drives it: a new class is held to this unless it is named here. */
  @ArchTest
  static final ArchRule theRulesHaveNoThreadNoLockNoLoggerAndNoStore =
      noClasses()
          .that()
          .resideInAnyPackage("io.beatcop.lease", "io.beatcop.lease.balance")
          .and()
          .haveNameNotMatching(
              "io\\.beatcop\\.lease\\.(Lease|LeaseGroup|SliceMoves|SliceNews|Slice|GroupLooks|LeaseDriver|LeaseQuestion|LeaseAsker|LeaseLoop|LeaseEvents|LeaseExit|LeaseWork|LeaseHealth|Messenger|Rounds|QuorumStore|QuorumGroup|QuorumThread"
                  + "|LeaseStore|TimedWait|FailureLog)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.util.concurrent..", "org.slf4j..", "java.net..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(LeaseStore.class);

  @ArchTest
  static final ArchRule onlyTheClockReadsTheTime =
      noClasses()
          .that()
          .haveNameNotMatching("io\\.beatcop\\.(lease\\.Clock(\\$.*)?|redis\\.connect\\.Stopwatch)")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  /** The types that users may depend on: a new public type stands here, or is internal. */
  private static final Set<String> API =
      Set.of(
          "lease.Deadline",
          "lease.Grant",
          "lease.Internal",
          "lease.Lease",
          "lease.LeaseGroup",
          "lease.LeaseGroupListener",
          "lease.LeaseListener",
          "lease.LeaseSettings",
          "lease.LeaseWork",
          "lease.Loss",
          "lease.SettingException",
          "lease.Slice",
          "lease.StaleTokenException",
          "jdbc.FencedWriter",
          "redis.GroupStatus",
          "redis.GuardedScript",
          "redis.LeaseControl",
          "redis.LeaseHistory",
          "redis.LeaseStatus",
          "redis.OperatorAnswer",
          "redis.OperatorNote",
          "redis.OverdueNote",
          "redis.RedisLease",
          "redis.RedisLeaseGroup",
          "redis.StepDownReply",
          "redis.connect.RedisUnavailableException",
          "redis.settings.LoginSource",
          "redis.settings.RedisAddress",
          "redis.settings.RedisLogin",
          "redis.settings.RedisSettings",
          "redis.settings.RedisTls",
          "redis.settings.RedisTopology");

  private static final DescribedPredicate<JavaClass> ARE_API =
      DescribedPredicate.describe(
          "are API",
          type -> API.contains(outermost(type).getName().substring("io.beatcop.".length())));

  /** The package comments of these say that they are no API. */
  private static final DescribedPredicate<JavaClass> ARE_INTERNAL =
      JavaClass.Predicates.resideInAnyPackage(
              "io.beatcop.lease.balance",
              "io.beatcop.redis.connect",
              "io.beatcop.redis.schedule",
              "io.beatcop.redis.socket")
          .or(
              DescribedPredicate.describe(
                  "are internal", type -> outermost(type).isAnnotatedWith(Internal.class)))
          .and(DescribedPredicate.not(ARE_API));

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
  }

  @ArchTest
  static final ArchRule eachPublicTypeIsApiOrInternal =
      classes()
          .that()
          .areTopLevelClasses()
          .and()
          .arePublic()
          .should(ArchConditions.be(ARE_API.or(ARE_INTERNAL)));

  @ArchTest
  static final ArchRule theApiShowsNoInternalType =
      codeUnits()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat(ARE_API)
          .and()
          .areDeclaredInClassesThat()
          .areNotPrivate()
          .and()
          .areNotAnnotatedWith(Internal.class)
          .should()
          .notHaveRawParameterTypes(DescribedPredicate.anyElementThat(ARE_INTERNAL))
          .andShould()
          .notHaveRawReturnType(ARE_INTERNAL);
}

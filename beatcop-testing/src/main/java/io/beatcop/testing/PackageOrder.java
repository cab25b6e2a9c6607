package io.beatcop.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.Arrays;

/** The packages of a module one above the other, for rules of ArchUnit. */
public final class PackageOrder {

  private PackageOrder() {}

  /**
   * Each class is in one of these packages, and depends on none of a package above its own. So no
   * two packages depend on each other, by whatever way.
   *
   * @param packages from the top, as ArchUnit writes them
   * @return the rule
   */
  public static ArchRule fromTheTop(String... packages) {
    CompositeArchRule rule = CompositeArchRule.of(classes().should().resideInAnyPackage(packages));
    for (int below = 1; below < packages.length; below++) {
      rule = rule.and(isHiddenFrom(packages[below], Arrays.copyOf(packages, below)));
    }
    return rule;
  }

  /**
   * A package knows nothing of these.
   *
   * @param from the package
   * @param hidden what it does not depend on
   * @return the rule
   */
  public static ArchRule isHiddenFrom(String from, String... hidden) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(hidden);
  }
}

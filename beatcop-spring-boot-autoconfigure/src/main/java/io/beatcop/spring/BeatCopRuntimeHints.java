package io.beatcop.spring;

import io.beatcop.quartz.BeatCopPlugin;
import io.beatcop.quartz.LeaseMXBean;
import io.beatcop.quartz.LeaseSliceView;
import io.beatcop.quartz.SharedJobStore;
import org.jspecify.annotations.Nullable;
import org.quartz.impl.JobExecutionContextImpl;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/**
 * What a native image must keep: the classes that Quartz makes by their names, with their setters,
 * and the scripts for Redis.
 */
final class BeatCopRuntimeHints implements RuntimeHintsRegistrar {

  private static final String QUARTZ = "org.quartz.Scheduler";

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    hints.resources().registerPattern("io/beatcop/redis/*.lua");
    hints.resources().registerPattern("io/beatcop/redis/schedule/*.lua");
    hints.resources().registerPattern("io/beatcop/quartz/journal/*.lua");
    hints.resources().registerPattern("io/beatcop/quartz/shared/store/*.lua");
    if (ClassUtils.isPresent(QUARTZ, classLoader)) {
      Quartz.register(hints.reflection());
    }
  }

  /** Apart, since an application may lack Quartz. */
  private static final class Quartz {

    static void register(ReflectionHints reflection) {
      for (Class<?> made : new Class<?>[] {BeatCopPlugin.class, SharedJobStore.class}) {
        reflection.registerType(
            made, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS, MemberCategory.INVOKE_PUBLIC_METHODS);
      }
      reflection.registerType(LeaseMXBean.class, MemberCategory.INVOKE_PUBLIC_METHODS);
      reflection.registerType(LeaseSliceView.class, MemberCategory.INVOKE_PUBLIC_METHODS);
      reflection.registerType(JobExecutionContextImpl.class, hint -> hint.withField("recovering"));
    }
  }
}

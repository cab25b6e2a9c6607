package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.beatcop.testing.RedisServer;
import io.beatcop.testing.Slow;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

/** An application that Spring has processed ahead of time, as for a native image, on a JVM. */
@Slow
class AheadOfTimeIT {

  @RegisterExtension static final RedisServer redis = RedisServer.forTests();

  private static final Map<String, Object> PROPERTIES =
      Map.of("spring.application.name", "early", "beatcop.ttl", "2s");

  private final TestGenerationContext generation = new TestGenerationContext(getClass());

  private ClassName process() {
    // Redis is known at run time only.
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    add(PROPERTIES, context);
    context.register(TestApplication.class);
    ClassName initializer =
        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
    generation.writeGeneratedContent();
    return initializer;
  }

  private static void add(Map<String, Object> properties, GenericApplicationContext context) {
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", properties));
  }

  /** The generated classes are of the application's packages. */
  @Test
  @CompileWithForkedClassLoader
  @SuppressWarnings("unchecked")
  void itFiresWithTheRedisOfItsRunTime() {
    ClassName initializer = process();

    TestCompiler.forSystem()
        .with(generation)
        .compile(
            compiled -> {
              try (GenericApplicationContext context = new GenericApplicationContext()) {
                add(PROPERTIES, context);
                context
                    .getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("late", Map.of("beatcop.redis", redis.uri())));
                compiled
                    .getInstance(ApplicationContextInitializer.class, initializer.canonicalName())
                    .initialize(context);
                context.refresh();
                Fires fires = context.getBean(Fires.class);

                await().until(() -> fires.times().size() >= 2);
                assertThat(redis.command("EXISTS", "beatcop:early")).contains(1L);
              }
            });
  }
}

package io.beatcop.testing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The choice of the source that this JVM's Redis servers come from. */
final class SourceChoice {

  /** The system property that forces one source by its name. */
  static final String PROPERTY = "beatcop.test.redis";

  private static Optional<RedisSource> made = Optional.empty();

  private SourceChoice() {}

  /** Chooses once for this JVM: asking Docker again for each server would take its time again. */
  static synchronized RedisSource get() {
    if (made.isEmpty()) {
      List<RedisSource> sources =
          List.of(new DockerSource(), new PathSource(System.getenv("PATH")), new EmbeddedSource());
      made = Optional.of(choose(sources, Optional.ofNullable(System.getProperty(PROPERTY))));
    }
    return made.get();
  }

  /**
   * Chooses for servers that must reach each other by the ports that clients see: children of this
   * JVM, never containers.
   */
  static synchronized RedisSource local() {
    RedisSource chosen = get();
    if (!(chosen instanceof DockerSource)) {
      return chosen;
    }
    return choose(
        List.of(new PathSource(System.getenv("PATH")), new EmbeddedSource()), Optional.empty());
  }

  static RedisSource choose(List<RedisSource> sources, Optional<String> forced) {
    return forced
        .map(name -> named(sources, name))
        .orElseGet(
            () ->
                sources.stream()
                    .filter(RedisSource::isAvailable)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(noneOf(sources))));
  }

  private static RedisSource named(List<RedisSource> sources, String name) {
    RedisSource source =
        sources.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s = %s: must be one of %s".formatted(PROPERTY, name, names(sources))));
    if (!source.isAvailable()) {
      throw new IllegalStateException(
          "%s = %s: needs %s".formatted(PROPERTY, name, source.needs()));
    }
    return source;
  }

  private static String names(List<RedisSource> sources) {
    return sources.stream().map(RedisSource::name).collect(Collectors.joining(", "));
  }

  private static String noneOf(List<RedisSource> sources) {
    return sources.stream()
        .map(RedisSource::needs)
        .collect(Collectors.joining(", or ", "no Redis for tests: needs ", ""));
  }
}

package io.beatcop.spring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** A context of an application in this JVM. */
record Instance(ConfigurableApplicationContext context) implements AutoCloseable {

  static Instance of(Class<?> application, boolean isWeb, String... properties) {
    // Of a property that is given twice, the last one counts.
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < properties.length; i += 2) {
      given.put(properties[i], properties[i + 1]);
    }
    return new Instance(
        new SpringApplicationBuilder(application)
            .web(isWeb ? WebApplicationType.SERVLET : WebApplicationType.NONE)
            .run(
                given.entrySet().stream()
                    .map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new)));
  }

  /** Without a web server: with what a user sets, a short ttl, and then some. */
  static Instance named(String name, Class<?> application, String redis, String... more) {
    return of(application, false, join(usual(name, redis), more));
  }

  /** With a web server, which shows all of Actuator. */
  static Instance shown(String name, Class<?> application, String redis, String... more) {
    String[] web = {
      "server.port",
      "0",
      "server.address",
      "127.0.0.1",
      "management.endpoints.web.exposure.include",
      "*",
      "management.endpoint.health.show-details",
      "always"
    };
    return of(application, true, join(join(web, usual(name, redis)), more));
  }

  private static String[] usual(String name, String redis) {
    return new String[] {
      "spring.application.name", name, "beatcop.redis", redis, "beatcop.ttl", "2s"
    };
  }

  private static String[] join(String[] first, String[] then) {
    return Stream.of(first, then).flatMap(Stream::of).toArray(String[]::new);
  }

  Fires fires() {
    return context.getBean(Fires.class);
  }

  boolean hasFired() {
    return fires().times().size() >= 2;
  }

  LeaseHealth health() {
    return context.getBean(GatedSchedulers.class).health();
  }

  String get(String path) throws IOException, InterruptedException {
    return answer(HttpRequest.newBuilder(uri(path)).build()).body();
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return answer(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> answer(HttpRequest request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
  }

  @Override
  public void close() {
    context.close();
  }
}

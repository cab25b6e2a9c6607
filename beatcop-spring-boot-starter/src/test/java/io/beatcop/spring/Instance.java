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

package io.beatcop.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** An image of Redis, run by a Docker engine through Testcontainers. */
final class DockerSource implements RedisSource {

  /** The system property that names the image. */
  static final String IMAGE_PROPERTY = "beatcop.test.redis.image";

  private static final Logger log = LoggerFactory.getLogger(DockerSource.class);
  private static final int PULL_SECONDS = 120;

  private final String image = image();

  static String image() {
    return System.getProperty(IMAGE_PROPERTY, "redis:7.4-alpine");
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public String needs() {
    return "a Docker engine that answers and has, or can pull, the image " + image;
  }

  @Override
  public boolean isAvailable() {
    try {
      return DockerClientFactory.instance().isDockerAvailable() && hasImage();
    } catch (RuntimeException e) {
      log.warn(
          "Docker answers, but can't be used: {}; load the image {}, or name another with -D{};"
              + " outside Maven set TESTCONTAINERS_RYUK_DISABLED=true in the environment",
          e.getMessage(),
          image,
          IMAGE_PROPERTY);
      return false;
    }
  }

  @Override
  public String description() {
    return "Testcontainers, image " + image;
  }

  @Override
  public RedisInstance prepare(int port, List<String> arguments) {
    return new RedisContainer(image, port, arguments);
  }

  // Not left to Testcontainers, which repeats a pull that fails for two minutes.
  private boolean hasImage() {
    DockerClient client = DockerClientFactory.instance().client();
    try {
      client.inspectImageCmd(image).exec();
      return true;
    } catch (NotFoundException e) {
      return canPull(client);
    }
  }

  private boolean canPull(DockerClient client) {
    try {
      return client.pullImageCmd(image).start().awaitCompletion(PULL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

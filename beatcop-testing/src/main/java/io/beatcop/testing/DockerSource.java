package io.beatcop.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** An image of Redis, run by a Docker engine through Testcontainers. */
final class DockerSource implements RedisSource {

  private static final Logger log = LoggerFactory.getLogger(DockerSource.class);
  private static final int PULL_SECONDS = 120;

  private final String image = System.getProperty("beatcop.test.redis.image", "redis:7.4-alpine");

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
    return DockerClientFactory.instance().isDockerAvailable() && hasImage();
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
    } catch (DockerException e) {
      log.warn(
          "Docker answers, but the image {} can't be pulled: {}; load it, or name another with"
              + " -Dbeatcop.test.redis.image",
          image,
          e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

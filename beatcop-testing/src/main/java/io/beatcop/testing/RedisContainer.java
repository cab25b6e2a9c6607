package io.beatcop.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** A {@code redis-server} that is the first process of a container. */
final class RedisContainer implements RedisInstance {

  private static final String DATA = "/data";

  private final GenericContainer<?> container;

  RedisContainer(String image, int port, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("--protected-mode", "no", "--dir", DATA));
    command.addAll(arguments);
    this.container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withCommand(command.toArray(String[]::new))
            .withCreateContainerCmdModifier(create -> create.withVolumes(new Volume(DATA)))
            .withStartupCheckStrategy(new NoCheck())
            .waitingFor(new NoWait());
    container.setPortBindings(List.of("%s:%d:6379".formatted(RedisServer.HOST, port)));
  }

  @Override
  public boolean isRunning() {
    return container.isRunning();
  }

  @Override
  public void launch() {
    if (isCreated()) {
      container.getDockerClient().startContainerCmd(container.getContainerId()).exec();
    } else {
      container.start();
    }
  }

  // Freezing by signal, not by docker pause: a paused container must be unpaused to be killed, and
  // would answer in between.
  @Override
  public void signal(Signal signal) {
    container
        .getDockerClient()
        .killContainerCmd(container.getContainerId())
        .withSignal(signal.name())
        .exec();
  }

  @Override
  public void wipe() {
    container.stop();
  }

  @Override
  public String output() {
    return isCreated() ? container.getLogs() : "";
  }

  /** Removes the container and its volume. */
  @Override
  public void discard() {
    container.stop();
  }

  // Testcontainers' own isCreated() is about a state that ends when the container runs.
  private boolean isCreated() {
    return container.getContainerId() != null;
  }

  // Both leave the waiting to RedisServer, which asks each kind of Redis the same question.

  private static final class NoCheck extends StartupCheckStrategy {
    @Override
    public StartupStatus checkStartupState(DockerClient client, String containerId) {
      return StartupStatus.SUCCESSFUL;
    }
  }

  private static final class NoWait extends AbstractWaitStrategy {
    @Override
    protected void waitUntilReady() {}
  }
}

package io.beatcop.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deadlines are confirmed at each renewal, which shall not wake the supervisor each time. */
class GuardTest {

  private final PlayedGuard played = new PlayedGuard();
  private final List<Event> heard = new CopyOnWriteArrayList<>();
  private Guard guard;

  @BeforeEach
  void listen() throws IOException {
    guard = played.guard();
    guard.listen("nightly", heard::add);
  }

  @Test
  void aConfirmationInTimeIsNoNews() throws IOException {
    long id = guard.extend(1, 0);

    played.say('e', id, 5);
    played.say('p', 7, 0, 5);
    await().until(() -> !heard.isEmpty());

    assertThat(heard).containsExactly(new Event.Pong(7, 0, 5));
    assertThat(guard.hasConfirmed(id)).isTrue();
    assertThat(guard.sleepNanos()).isEqualTo(5);
  }

  @Test
  void aConfirmationThatWasMissedIsNewsOnce() throws IOException {
    long late = guard.extend(1, 0);
    assertThat(guard.hasConfirmed(late)).isFalse();

    played.say('e', late, 0);
    played.say('e', guard.extend(2, 0), 0);
    played.say('p', 7, 0, 0);
    await().until(() -> heard.contains(new Event.Pong(7, 0, 0)));

    assertThat(heard).containsExactly(new Event.Extended(late, 0), new Event.Pong(7, 0, 0));
  }
}

package io.beatcop.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** Nobody pauses a lease by HTTP unless the application says that they may. */
class BeatCopEndpointTest {

  @Test
  void whatChangesALeaseNeedsAnOptIn() {
    Endpoint endpoint = Objects.requireNonNull(BeatCopEndpoint.class.getAnnotation(Endpoint.class));

    assertThat(endpoint.defaultAccess()).isEqualTo(Access.READ_ONLY);
  }

  /** Read-only access leaves only read operations. */
  @Test
  void aMethodThatChangesALeaseIsAWriteOperation() {
    assertThat(
            Arrays.stream(BeatCopEndpoint.class.getMethods())
                .filter(
                    method ->
                        method.isAnnotationPresent(WriteOperation.class)
                            || method.isAnnotationPresent(DeleteOperation.class)))
        .extracting(method -> method.getName())
        .containsExactly("change");
  }
}

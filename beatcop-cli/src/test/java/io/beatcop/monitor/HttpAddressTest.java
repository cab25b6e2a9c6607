package io.beatcop.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beatcop.lease.SettingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where HTTP is answered. */
class HttpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "9090, 127.0.0.1:9090",
    ":9090, 127.0.0.1:9090",
    "0.0.0.0:80, 0.0.0.0:80",
    "[::]:80, [::]:80",
    "node-a.internal:1, node-a.internal:1"
  })
  void anAddressIsOnlyOpenToOthersIfItSaysSo(String text, String address) {
    assertThat(HttpAddress.parse("--http", text)).hasToString(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "h", "h:", "h:x", "70000", "::1:80", "http://h:80"})
  void anotherTextIsRefused(String text) {
    assertThatThrownBy(() -> HttpAddress.parse("--http", text))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("--http = " + text + ": must be [host:]port, such as :9090");
  }
}

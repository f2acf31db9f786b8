package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "1500, PT1.5S",
    "7us, PT0.000007S",
    "7ms, PT0.007S",
    "7s, PT7S",
    "7m, PT7M",
    "7h, PT7H",
    "7d, PT168H",
    "2147483647, PT596H31M23.647S"
  })
  void timesCountInMillisecondsUnlessTheySay(String text, Duration expected) {
    assertThat(Units.time(text, TimeUnit.MILLISECONDS)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "-1",
        "5x",
        "5 s",
        "5ss",
        "1.5s",
        "2147483648",
        "25d",
        "999999999999999999999999999999"
      })
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> Units.time(text, TimeUnit.MILLISECONDS))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 7", "1500ms, 2", "2m, 120", "365d, 31536000", "2147483647, 2147483647"})
  void longTimesCountInWholeSeconds(String text, int expected) {
    assertThat(Units.seconds(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1", "5x", "2147483648", "24856d"})
  void whatIsNoLongTimeIsRefused(String text) {
    assertThatThrownBy(() -> Units.seconds(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 7", "2k, 2048", "2K, 2048", "3m, 3145728", "1g, 1073741824"})
  void sizesArePowersOfTwo(String text, long expected) {
    assertThat(Units.size(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "k", "-1", "5x", "5kb", "999999999999999999999999999999", "99999999999g"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> Units.size(text)).isInstanceOf(IllegalArgumentException.class);
  }
}

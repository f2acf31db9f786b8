package io.spillway.ops.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.ops.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a certificate is told to expire. */
class OwnProcessTest {
  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "720, INFORMATION, 'expires within 30 days, on 2026-12-27T10:00:00Z'",
    "337, INFORMATION, 'expires within 30 days, on 2026-12-11T11:00:00Z'",
    "336, WARNING, 'expires within 14 days, on 2026-12-11T10:00:00Z'",
    "100, WARNING, 'expires within 7 days, on 2026-12-01T14:00:00Z'",
    "24, CRITICAL, 'expires within 1 day, on 2026-11-28T10:00:00Z'",
    "0, CRITICAL, 'has expired, on 2026-11-27T10:00:00Z'",
    "-5, CRITICAL, 'has expired, on 2026-11-27T05:00:00Z'"
  })
  void aCertificateThatExpiresIsToldInSteps(int hours, Severity severity, String text) {
    OwnProcess.Expiry expiry = OwnProcess.Expiry.of(NOW.plus(Duration.ofHours(hours)), NOW);
    assertThat(Objects.requireNonNull(expiry).severity()).isEqualTo(severity);
    assertThat(expiry.text()).isEqualTo(text);
  }

  @Test
  void oneThatIsValidForLongIsNot() {
    assertThat(OwnProcess.Expiry.of(NOW.plus(Duration.ofDays(30).plusSeconds(1)), NOW)).isNull();
  }
}

package io.spillway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates in the three forms that HTTP knows. */
class HttpDatesTest {
  private static final long MOMENT = 784_111_777;

  private static long parse(String text) {
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.ISO_8859_1);
    return HttpDates.parse(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "  Sun, 06 Nov 1994 08:49:37 GMT "
      })
  void allFormsTellTheSameMoment(String text) {
    assertThat(parse(text)).isEqualTo(MOMENT);
  }

  @Test
  void whatIsWrittenIsRead() {
    for (long second = -5_000_000_000L; second < 5_000_000_000L; second += 123_456_789) {
      assertThat(parse(HttpDate.format(second))).isEqualTo(second);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "-1",
        "never",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 6x Nov 1994 08:49:37 GMT",
        "Sun, 06 ova 1994 08:49:37 GMT"
      })
  void whatIsNoDateIsNone(String text) {
    assertThat(parse(text)).isEqualTo(HttpDates.NONE);
  }
}

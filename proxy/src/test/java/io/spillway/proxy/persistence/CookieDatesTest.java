package io.spillway.proxy.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieDatesTest {
  @ParameterizedTest
  @CsvSource({
    "0, AAAAA, 0",
    "1, AAAAB, 4",
    "4, AAAAB, 4",
    "5, AAAAC, 8",
    "1700000000, ZVPxA, 1700000000",
    "4294967292, /////, 4294967292"
  })
  void aDateIsTheNextUnitOfFourSeconds(long seconds, String written, long read) {
    ByteBuilder out = new ByteBuilder(16);
    CookieDates.write(seconds, out);
    assertThat(out.toString()).isEqualTo(written);
    assertThat(CookieDates.read(out.array(), 0, out.length())).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({"AAAA", "AAA-A", "'     '"})
  void whatIsNoDateIsNone(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(CookieDates.read(bytes, 0, bytes.length)).isEqualTo(CookieDates.NONE);
  }
}

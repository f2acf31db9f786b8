package io.spillway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiePairsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a=1                | <a><1>",
        "a=1; b=2           | <a><1> <b><2>",
        "a=1,b=2            | <a><1> <b><2>",
        "a = 1 ;  b  =  2   | <a><1> <b><2>",
        "a=\"x; b=1\"; c=2  | <a><\"x; b=1\"> <c><2>",
        "a=\"x\\\"; y\"; c=2 | <a><\"x\\\"; y\"> <c><2>",
        "a=\"x; b=1         | <a><\"x; b=1>",
        "a=b=c              | <a><b=c>",
        "a; b=1             | <a> <b><1>",
        "=x                 | <><x>",
        "a=                 | <a><>",
        "a=;b               | <a><> <b>",
        "a=1;;b=2           | <a><1> <> <b><2>",
      })
  void pairsAreDividedWhereBrowsersDivideThem(String value, String expected) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    CookiePairs pairs = new CookiePairs();
    pairs.over(bytes, 0, bytes.length);
    StringBuilder read = new StringBuilder();
    int end = 0;
    while (pairs.next()) {
      assertThat(pairs.divider()).isEqualTo(end);
      end = pairs.nextDivider();
      read.append(read.isEmpty() ? "" : " ")
          .append('<')
          .append(value, pairs.nameStart(), pairs.nameEnd())
          .append('>');
      if (pairs.isValued()) {
        read.append('<').append(value, pairs.valueStart(), pairs.valueEnd()).append('>');
      }
    }
    assertThat(read.toString()).isEqualTo(expected);
    assertThat(end).isEqualTo(bytes.length);
  }
}

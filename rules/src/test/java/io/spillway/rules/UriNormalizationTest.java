package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the configuration manual for {@code normalize-uri}. */
class UriNormalizationTest {
  @ParameterizedTest
  @CsvSource({
    "path-strip-dot, /., /",
    "path-strip-dot, /./bar/, /bar/",
    "path-strip-dot, /a/./a, /a/a",
    "path-strip-dot, /.well-known/, /.well-known/",
    "path-strip-dotdot, /foo/../, /",
    "path-strip-dotdot, /foo/../bar/, /bar/",
    "path-strip-dotdot, /foo/bar/../, /foo/",
    "path-strip-dotdot, /../bar/, /../bar/",
    "path-strip-dotdot, /bar/../../, /../",
    "path-strip-dotdot, /foo//../, /foo/",
    "path-strip-dotdot, /foo/%2E%2E/, /foo/%2E%2E/",
    "path-strip-dotdot full, /../bar/, /bar/",
    "path-strip-dotdot full, /bar/../../, /",
    "path-merge-slashes, //, /",
    "path-merge-slashes, /foo//bar, /foo/bar",
    "percent-decode-unreserved, /%61dmin, /admin",
    "percent-decode-unreserved, /foo%3Fbar=baz, /foo%3Fbar=baz",
    "percent-decode-unreserved, /%%36%36, /%66",
    "percent-decode-unreserved, /%ZZ, /%ZZ",
    "percent-to-uppercase, /%6f, /%6F",
    "percent-to-uppercase, /%zz, /%zz",
    "query-sort-by-name, /?c=3&a=1&b=2, /?a=1&b=2&c=3",
    "query-sort-by-name, /?aaa=3&a=1&aa=2, /?a=1&aa=2&aaa=3",
    "query-sort-by-name, /?a=3&b=4&a=1&b=5&a=2, /?a=3&a=1&a=2&b=4&b=5"
  })
  void targetsBecomeWhatTheManualSays(String normalizer, String target, String expected) {
    Rule rule =
        RuleParser.httpRequest(
            TestStream.scope(), TestStream.words(("normalize-uri " + normalizer).split(" ")));
    TestStream stream = TestStream.of("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(rule.action().run(stream)).isEqualTo(Verdict.CONTINUE);
    assertThat(stream.request().text(stream.request().uriStart(), stream.request().uriEnd()))
        .isEqualTo(expected);
  }
}

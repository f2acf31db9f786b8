package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.config.DirectiveException;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Lines that are encoded as JSON or CBOR, by the manual's text: HAProxy 2.6 has neither. */
class StructuredLineTest {
  private static final String REQUEST =
      "GET /a\"b HTTP/1.1\r\nHost: x\r\nX-Text: tab\there \\ \"q\"\r\n\r\n";

  private static byte[] line(String format) {
    ByteBuilder out = new ByteBuilder(4096);
    new RuleParser(TestStream.scope(), Place.values())
        .logFormat(LogFormat.Use.LOG, TestStream.words(format))
        .append(TestStream.of(REQUEST), out);
    return out.toByteArray();
  }

  private static String text(String format) {
    return new String(line(format), StandardCharsets.ISO_8859_1);
  }

  @Test
  void namedItemsBecomeMembersOfAnObject() {
    assertThat(
            text(
                "%{+json}o not shown %(path)[path] %[method] %(n)[int(5)] %(yes)[bool(true)]"
                    + " %(text)[req.hdr(x-text)] %(none)[req.hdr(none)]"))
        .isEqualTo(
            "{\"path\": \"/a\\\"b\", \"n\": 5, \"yes\": true,"
                + " \"text\": \"tab\\u0009here \\\\ \\\"q\\\"\", \"none\": null}");
  }

  @Test
  void typesMayBeAskedFor() {
    assertThat(text("%{+json}o %(a:str)[int(5)] %(b:sint)[str(7)] %(c:bool)[int(0)]"))
        .isEqualTo("{\"a\": \"5\", \"b\": 7, \"c\": false}");
    assertThatThrownBy(() -> text("%{+json}o %(a:float)[int(5)]"))
        .isInstanceOf(DirectiveException.class)
        .hasMessageContaining("no such type 'float'");
  }

  @Test
  void oneValueCanBeEncodedAlone() {
    assertThat(text("method=%{+json}[method] n=%{+json}[int(5)] path=%[method]"))
        .isEqualTo("method=\"GET\" n=5 path=GET");
  }

  @Test
  void cborIsWrittenInDigitsOrBytes() {
    String format = "o %(m)[method] %(n)[int(500)] %(neg)[int(-1)] %(t)[bool(true)] %(z)[hdr(z)]";
    assertThat(text("%{+cbor}" + format))
        .isEqualTo("BF616D63474554616E1901F4636E6567206174F5617AF6FF");
    assertThat(line("%{+cbor,+bin}" + format))
        .startsWith(0xbf, 0x61, 'm', 0x63, 'G', 'E', 'T')
        .endsWith(0x61, 'z', 0xf6, 0xff);
  }

  @Test
  void anEmptyObjectIsOne() {
    assertThat(text("%{+json}o nothing has a name: %[path]")).isEqualTo("{}");
  }
}

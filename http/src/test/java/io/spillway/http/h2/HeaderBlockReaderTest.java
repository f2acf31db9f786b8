package io.spillway.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Examples of RFC 7541, appendix C, and what is malformed. */
class HeaderBlockReaderTest {
  private final List<String> fields = new ArrayList<>();
  private HeaderBlockReader reader = new HeaderBlockReader(4096);

  private boolean read(String hexadecimal) {
    return read(HexFormat.of().parseHex(hexadecimal.replace(" ", "")));
  }

  private boolean read(byte[] block) {
    fields.clear();
    return reader.read(
        block,
        block.length,
        (name, nameStart, nameLength, value, valueStart, valueLength) ->
            fields.add(
                new String(name, nameStart, nameLength, StandardCharsets.ISO_8859_1)
                    + "="
                    + new String(value, valueStart, valueLength, StandardCharsets.ISO_8859_1)));
  }

  @Test
  void requestsWithHuffmanCodingAreRead() {
    assertThat(read("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff")).isTrue();
    assertThat(fields)
        .containsExactly(":method=GET", ":scheme=http", ":path=/", ":authority=www.example.com");
    assertThat(read("8286 84be 5886 a8eb 1064 9cbf")).isTrue();
    assertThat(fields).contains(":authority=www.example.com", "cache-control=no-cache");
    assertThat(read("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")).isTrue();
    assertThat(fields)
        .containsExactly(
            ":method=GET",
            ":scheme=https",
            ":path=/index.html",
            ":authority=www.example.com",
            "custom-key=custom-value");
  }

  @Test
  void requestsWithoutHuffmanCodingAreRead() {
    assertThat(read("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d")).isTrue();
    assertThat(fields).contains(":authority=www.example.com");
    assertThat(read("400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572")).isTrue();
    assertThat(read("be")).isTrue();
    assertThat(fields).containsExactly("custom-key=custom-header");
  }

  @Test
  void theOldestHeadersMakeWayInATableThatIsFull() {
    reader = new HeaderBlockReader(100);
    assertThat(read("40 01 61 01 31  40 01 62 01 32")).isTrue();
    assertThat(read("be bf")).isTrue();
    assertThat(fields).containsExactly("b=2", "a=1");
    for (int i = 0; i < 1000; i++) {
      assertThat(read("7f 00 02 33 34")).as("a name of the table, a new value").isTrue();
    }
    assertThat(read("be bf")).isTrue();
    assertThat(fields).containsExactly("b=34", "a=34");
    assertThat(read("c0")).isFalse();
  }

  @Test
  void whatIsMalformedIsRefused() {
    List.of(
            "80", // entry 0
            "be", // an entry that is not there
            "ff ff ff ff ff ff 00", // a number that is too large
            "7f", // a number that is cut off
            "00 05 61", // a string that is cut off
            "00 81 ff 01 61", // padding of eight bits
            "00 81 00 01 61", // padding that is not ones
            "00 84 ff ff ff ff 01 61", // the end of string as a symbol
            "82 20", // a table's size behind a header
            "3f e2 1f") // a table's size above the limit
        .forEach(block -> assertThat(read(block)).as(block).isFalse());
  }

  @Test
  void whatTheWriterWritesIsRead() {
    ByteBuf text =
        Unpooled.copiedBuffer(
            "HTTP/1.1 418 No\r\nContent-Type: a\r\nConnection: close\r\nX-"
                + "y".repeat(300)
                + ": "
                + "z".repeat(400)
                + "\r\n\r\n",
            StandardCharsets.ISO_8859_1);
    ResponseHead head = new ResponseHead();
    head.parse(text);
    ByteBuf block = Unpooled.buffer();
    HeaderBlockWriter.writeResponse(block, head, false);
    byte[] bytes = new byte[block.readableBytes()];
    block.readBytes(bytes);
    assertThat(read(bytes)).isTrue();
    assertThat(fields)
        .containsExactly(
            ":status=418", "content-type=a", "x-" + "y".repeat(300) + "=" + "z".repeat(400));
  }
}

package io.spillway.proxy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers, greetings and names as they go over the wire. */
class WireTest {
  private static final int ROUNDS = 100_000;

  private static ByteBuf written(long value) {
    ByteBuf out = Unpooled.buffer();
    Wire.integer(out, value);
    return out;
  }

  /** The second is the example of HAProxy's {@code doc/peers.txt}; others bound each length. */
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "4660, f49401",
    "239, ef",
    "240, f000",
    "2287, ff7f",
    "2288, f08000",
    "264431, ffff7f",
    "264432, f0808000",
    "600000, f0eda301"
  })
  void aNumberTakesAsManyBytesAsItNeeds(long value, String bytes) {
    assertThat(ByteBufUtil.hexDump(written(value))).isEqualTo(bytes);
  }

  @Test
  void everyNumberOf64BitsComesBack() {
    Random random = new Random(7);
    for (int i = 0; i < ROUNDS; i++) {
      long value = random.nextLong() >>> random.nextInt(Long.SIZE);
      ByteBuf bytes = written(value);
      Wire.Reader reader = new Wire.Reader(bytes, bytes.writerIndex());
      assertThat(reader.integer()).isEqualTo(value);
      assertThat(reader.isMalformed()).isFalse();
      assertThat(reader.left()).isZero();
    }
    assertThat(new Wire.Reader(written(-1), 10).integer()).isEqualTo(-1);
  }

  @Test
  void aNumberThatDoesNotEndIsMalformed() {
    ByteBuf cut = written(1L << 40);
    Wire.Reader reader = new Wire.Reader(cut, cut.writerIndex() - 1);
    assertThat(reader.integer()).isZero();
    assertThat(reader.isMalformed()).isTrue();
    ByteBuf endless = Unpooled.buffer();
    for (int i = 0; i < 64; i++) {
      endless.writeByte(0xff);
    }
    Wire.Reader other = new Wire.Reader(endless, endless.writerIndex());
    other.integer();
    assertThat(other.isMalformed()).isTrue();
  }

  @Test
  void bytesThatAreNotThereAreNotAllocated() {
    ByteBuf few = Unpooled.wrappedBuffer(new byte[3]);
    Wire.Reader reader = new Wire.Reader(few, 3);
    assertThat(reader.bytes(Long.MAX_VALUE)).isEmpty();
    assertThat(reader.isMalformed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "HAProxyS 2.1, 200",
    "HAProxyS 2.0, 200",
    "HAProxyS 2.2, 502",
    "HAProxyS 3.0, 502",
    "HAProxyS x, 501",
    "HTTP/1.1 200, 501"
  })
  void aGreetingOfAnotherProtocolOrVersionIsRefused(String first, int status) {
    Greeting greeting = Greeting.parse(first + "\nb\na 17 1\n");
    assertThat(greeting.fault()).isEqualTo(status);
    if (status == Greeting.SUCCESS) {
      assertThat(greeting.remoteName()).isEqualTo("b");
      assertThat(greeting.localName()).isEqualTo("a");
    }
  }

  @Test
  void aGreetingIsReadAsItWasWritten() {
    Greeting greeting = Greeting.parse(Greeting.text(1, "there", "here"));
    assertThat(greeting).isEqualTo(new Greeting(2, 1, "there", "here", Greeting.SUCCESS));
    assertThat(Greeting.parse("HAProxyS 2.1\nb\na\n").fault()).isEqualTo(501);
  }

  @Test
  void aNameIsToldOnceAndThenStandsForItsNumber() {
    SentNames sent = new SentNames();
    for (int i = 1; i <= SentNames.MOST; i++) {
      assertThat(sent.add("s" + i)).isEqualTo(i);
    }
    assertThat(sent.known("s1")).isEqualTo(1);
    // The number of the one that was not used for the longest time goes to the next name.
    assertThat(sent.add("more")).isEqualTo(2);
    assertThat(sent.known("s2")).isNull();

    ReceivedNames received = new ReceivedNames();
    assertThat(name(received, "00")).isNull();
    assertThat(name(received, "050503" + "616263")).isEqualTo("abc");
    assertThat(name(received, "0105")).isEqualTo("abc");
    assertThat(name(received, "0106")).isNull();
  }

  private static String name(ReceivedNames names, String hex) {
    byte[] bytes = ByteBufUtil.decodeHexDump(hex);
    Wire.Reader reader = new Wire.Reader(Unpooled.wrappedBuffer(bytes), bytes.length);
    String name = names.read(reader);
    assertThat(reader.isMalformed()).isFalse();
    assertThat(reader.left()).isZero();
    return name;
  }

  @ParameterizedTest
  @CsvSource({"0100", "02ff7f", "0500", "09", "0501ff", "02010000"})
  void aNameThatIsNoneIsMalformed(String hex) {
    byte[] bytes = ByteBufUtil.decodeHexDump(hex);
    Wire.Reader reader = new Wire.Reader(Unpooled.wrappedBuffer(bytes), bytes.length);
    new ReceivedNames().read(reader);
    assertThat(reader.isMalformed() || reader.left() > 0).isTrue();
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).isNotEmpty();
  }
}

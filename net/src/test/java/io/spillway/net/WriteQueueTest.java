package io.spillway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
  private final WriteQueue queue = new WriteQueue();

  @BeforeAll
  static void needsEpoll() {
    assumeTrue(Transport.best() == Transport.EPOLL);
  }

  @Test
  void noMoreShouldBeWrittenAboveSixtyFourKilobytes() {
    queue.add(Unpooled.directBuffer().writeZero(65536));
    assertThat(queue.isWritable()).isTrue();
    queue.add(Unpooled.directBuffer().writeZero(1));
    assertThat(queue.isWritable()).isFalse();
    assertThat(queue.bytes()).isEqualTo(65537);
    queue.release();
  }

  @Test
  void whatIsEmptyIsNotQueued() {
    ByteBuf empty = Unpooled.directBuffer();
    queue.add(empty);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(empty.refCnt()).isZero();
  }

  @Test
  void whatIsLostIsReleased() {
    ByteBuf[] written = new ByteBuf[20];
    for (int i = 0; i < written.length; i++) {
      written[i] = Unpooled.directBuffer().writeByte(i);
      queue.add(written[i]);
    }
    queue.release();
    assertThat(written).allSatisfy(buffer -> assertThat(buffer.refCnt()).isZero());
    assertThat(queue.bytes()).isZero();
  }
}

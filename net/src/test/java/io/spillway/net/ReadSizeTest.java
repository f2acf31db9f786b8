package io.spillway.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadSizeTest {
  private final ReadSize size = new ReadSize();

  @Test
  void whatFillsItsRoomGetsMore() {
    size.read(4096, 4096);
    assertThat(size.next()).isEqualTo(16384);
    size.read(16384, 16384);
    size.read(65536, 65536);
    assertThat(size.next()).isEqualTo(65536);
  }

  @Test
  void whatIsSmallTwiceGetsLess() {
    size.read(65, 4096);
    assertThat(size.next()).isEqualTo(4096);
    size.read(65, 4096);
    assertThat(size.next()).isEqualTo(2048);
    size.read(65, 2048);
    size.read(65, 2048);
    assertThat(size.next()).isEqualTo(2048);
  }

  @Test
  void oneSmallReadAmongLargerOnesChangesNothing() {
    size.read(65, 4096);
    size.read(4000, 4096);
    size.read(65, 4096);
    assertThat(size.next()).isEqualTo(4096);
  }
}

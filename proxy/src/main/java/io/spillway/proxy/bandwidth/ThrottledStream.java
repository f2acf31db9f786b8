package io.spillway.proxy.bandwidth;

/** A stream as the words about bandwidth see it. Confined to its loop. */
public interface ThrottledStream {
  /** What limits its bytes of {@code direction}, made when it is first asked for. */
  Throttle throttle(Direction direction);
}

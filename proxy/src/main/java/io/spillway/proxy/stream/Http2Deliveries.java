package io.spillway.proxy.stream;

import io.spillway.net.Loop;
import java.util.ArrayList;
import java.util.List;

/**
 * The streams to a server for which something came, to be handed on together when the batch of
 * frames is over, or in the next turn of the loop where there is no batch. Confined to the loop.
 */
final class Http2Deliveries {
  private final Loop loop;
  private final Runnable flush;
  private final Runnable deferred = this::deferred;
  private List<Http2ServerStream> waiting = new ArrayList<>();
  private List<Http2ServerStream> present = new ArrayList<>();
  private boolean inBatch;
  private boolean isDue;
  private boolean isRunning;

  /**
   * None yet.
   *
   * @param flush lets go out what handing on has written, where no batch does
   */
  Http2Deliveries(Loop loop, Runnable flush) {
    this.loop = loop;
    this.flush = flush;
  }

  /** A batch of frames begins. */
  void beginBatch() {
    inBatch = true;
  }

  /** Something came for {@code stream}. */
  void add(Http2ServerStream stream) {
    waiting.add(stream);
    if (!inBatch && !isDue) {
      isDue = true;
      loop.execute(deferred);
    }
  }

  private void deferred() {
    isDue = false;
    run();
    flush.run();
  }

  /** The batch is over: hands on what came. */
  void run() {
    inBatch = false;
    if (isRunning) {
      return; // the connection ended while it was handed on; the loop below goes on
    }
    isRunning = true;
    while (!waiting.isEmpty()) {
      List<Http2ServerStream> now = waiting;
      waiting = present;
      present = now;
      for (Http2ServerStream stream : now) {
        stream.deliver();
      }
      now.clear();
    }
    isRunning = false;
  }
}

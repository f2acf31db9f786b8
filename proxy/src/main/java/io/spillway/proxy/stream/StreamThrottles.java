package io.spillway.proxy.stream;

import io.netty.buffer.ByteBuf;
import io.spillway.proxy.bandwidth.Direction;
import io.spillway.proxy.bandwidth.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * What limits the bandwidth of a session's requests and responses; made when a rule first wants it.
 * Confined to the session's loop.
 */
final class StreamThrottles {
  private final HttpStream stream;
  private @Nullable ResponseThrottle response;
  private @Nullable RequestThrottle request;

  StreamThrottles(HttpStream stream) {
    this.stream = stream;
  }

  /** The limits of a direction. */
  Throttle throttle(Direction direction) {
    if (direction == Direction.OUT) {
      return ofResponse().throttle();
    }
    RequestThrottle known = request;
    if (known == null) {
      known = new RequestThrottle(stream);
      request = known;
      stream.requestTransfer.limit(known);
    }
    return known.throttle();
  }

  /** Has {@code tunnel}, which the stream becomes, keep to the limits. */
  void limit(Relay tunnel) {
    if (request != null) {
      tunnel.limit(Direction.IN, request.throttle());
    }
    if (response != null) {
      tunnel.limit(Direction.OUT, response.throttle());
    }
  }

  private ResponseThrottle ofResponse() {
    ResponseThrottle known = response;
    if (known == null) {
      known = new ResponseThrottle(stream);
      response = known;
    }
    return known;
  }

  /** See {@link RequestThrottle#holds}. */
  boolean holdsRequest() {
    return request != null && request.holds();
  }

  /** See {@link RequestThrottle#isHolding}. */
  boolean isHoldingRequest() {
    return request != null && request.isHolding();
  }

  /** See {@link ResponseThrottle#isActive}. */
  boolean limitsResponse() {
    return response != null && response.isActive();
  }

  /** See {@link ResponseThrottle#isHolding}. */
  boolean isHoldingResponse() {
    return response != null && response.isHolding();
  }

  /** See {@link ResponseThrottle#take}. */
  void take(ByteBuf ofResponse) {
    ofResponse().take(ofResponse);
  }

  /** See {@link ResponseThrottle#goOn}. */
  void goOn() {
    ofResponse().goOn();
  }

  /** See {@link ResponseThrottle#then}. */
  void then(Runnable end) {
    ofResponse().then(end);
  }

  /** The stream is over. */
  void end() {
    if (response != null) {
      response.end();
    }
    if (request != null) {
      request.end();
    }
  }

  /** The session is over. */
  void endSession() {
    if (response != null) {
      response.endSession();
    }
    if (request != null) {
      request.endSession();
    }
  }
}

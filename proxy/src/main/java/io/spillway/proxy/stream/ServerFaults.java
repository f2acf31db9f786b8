package io.spillway.proxy.stream;

import io.spillway.proxy.RetryOn;
import io.spillway.proxy.server.Observation;
import io.spillway.proxy.stats.Counter;

/**
 * What becomes of a stream whose server fails: another attempt where that is allowed, or its end.
 * Confined to the session's loop.
 */
final class ServerFaults {
  private final HttpStream stream;

  ServerFaults(HttpStream stream) {
    this.stream = stream;
  }

  /**
   * The server's connection is gone.
   *
   * @param reused whether it was used before
   */
  void serverGone(boolean reused) {
    if (stream.state == HttpExchange.State.RESPONSE_BODY) {
      stream.count(Counter.SERVER_ABORTS);
      stream.termination().set(Termination.Cause.SERVER_ABORT, Termination.Phase.DATA);
      stream.abort();
      return;
    }
    ServerConnection lost = stream.serverConnection;
    RetryOn retryOn = stream.backendNow().retryOn();
    if (lost != null && lost.wasRefused()) {
      if (retryOn.connectFailure() && retry()) {
        return;
      }
    } else if (reused
        && !stream.responseTransfer.hasBegun()
        && lost != null
        && lost.endedWithTransport()
        && stream.request.method().isIdempotent()
        && retryOnFreshConnection()) {
      return;
    }
    if (retryOn.emptyResponse() && retry()) {
      return;
    }
    fail(Observation.RESPONSE_BROKEN, Termination.Cause.SERVER_ABORT, 502);
  }

  /** What the server sent is no response. */
  void badResponse(Observation observation) {
    if (stream.backendNow().retryOn().junkResponse() && retry()) {
      return;
    }
    stream.setServerStatus(0);
    stream.times().responseRead = 0;
    fail(observation, Termination.Cause.PROXY_DENIED, 502);
  }

  /** The response did not come in time. */
  void timedOut() {
    fail(Observation.RESPONSE_TIMEOUT, Termination.Cause.SERVER_TIMEOUT, 504);
  }

  private void fail(Observation observation, Termination.Cause cause, int status) {
    stream.serverNow().observe(observation);
    stream.trackFailure();
    stream.count(Counter.RESPONSE_ERRORS);
    stream.termination().set(cause, Termination.Phase.HEADERS);
    stream.endWith(status);
  }

  /**
   * A pooled connection turned out to be dead before anything came back: tries a fresh one, at no
   * retry's cost.
   */
  private boolean retryOnFreshConnection() {
    if (stream.retryDisabled || !stream.requestTransfer.isReplayable()) {
      return false;
    }
    seekAgain();
    stream.acquisition.reconnect();
    return true;
  }

  /** Sends the request again where that is allowed; whether it does. */
  boolean retry() {
    if (stream.retryDisabled
        || !stream.requestTransfer.isReplayable()
        || !stream.acquisition.mayRetry()) {
      return false;
    }
    seekAgain();
    return stream.acquisition.retry(true);
  }

  private void seekAgain() {
    ServerConnection dropped = stream.serverConnection;
    stream.serverConnection = null;
    if (dropped != null) {
      dropped.discard();
    }
    stream.responseTransfer.reset();
    stream.serverTimeout.clear();
    stream.state = HttpExchange.State.SEEKING;
  }
}

package io.spillway.proxy.server;

import io.spillway.proxy.server.HealthPolicy.Observe;

/** What a stream saw of its server, for {@code observe} (configuration manual, chapter 5.2). */
public enum Observation {
  CONNECTED("L4 successful connection", false, false),
  CONNECT_FAILED("L4 unsuccessful connection", false, true),
  /** A response whose status does not speak against the server. */
  RESPONSE_OK("Correct http response", true, false),
  /** A response whose status does: 500 and above, but 501 and 505. */
  RESPONSE_STATUS_BAD("Wrong http response", true, true),
  RESPONSE_HEAD_INVALID("Invalid http response (headers)", true, true),
  RESPONSE_INVALID("Invalid http response", true, true),
  RESPONSE_TIMEOUT("Read timeout (http)", true, true),
  RESPONSE_READ_ERROR("Read error (http)", true, true),
  RESPONSE_BROKEN("Close from server (http)", true, true);

  private final String description;
  private final boolean isLayer7;
  private final boolean isFailure;

  Observation(String description, boolean isLayer7, boolean isFailure) {
    this.description = description;
    this.isLayer7 = isLayer7;
    this.isFailure = isFailure;
  }

  /** The words of HAProxy's logs for it. */
  public String description() {
    return description;
  }

  /** Whether it speaks against the server. */
  public boolean isFailure() {
    return isFailure;
  }

  /** Whether it counts for someone who watches {@code observe}. */
  boolean counts(Observe observe) {
    return switch (observe) {
      case NOTHING -> false;
      case LAYER4 -> !isLayer7;
      case LAYER7 -> isLayer7 || isFailure;
    };
  }
}

package io.spillway.rules;

/**
 * Where in the life of a connection a rule stands: the columns of HAProxy's keyword listing. The
 * order is that of the listing.
 */
public enum Place {
  TCP_REQUEST_CONNECTION("frontend tcp-request connection rule"),
  TCP_REQUEST_SESSION("frontend tcp-request session rule"),
  FRONTEND_TCP_REQUEST_CONTENT("frontend tcp-request content rule"),
  FRONTEND_HTTP_REQUEST("frontend http-request header rule"),
  FRONTEND_HTTP_REQUEST_BODY("frontend http-request body rule"),
  SWITCHING("frontend use-backend rule"),
  BACKEND_TCP_REQUEST_CONTENT("backend tcp-request content rule"),
  BACKEND_HTTP_REQUEST("backend http-request header rule"),
  BACKEND_HTTP_REQUEST_BODY("backend http-request body rule"),
  SERVER_SELECTION("backend use-server, balance or stick-match rule"),
  SOURCE_SELECTION("server source selection"),
  TCP_RESPONSE_CONTENT("backend tcp-response content rule"),
  BACKEND_HTTP_RESPONSE("backend http-response header rule"),
  BACKEND_HTTP_RESPONSE_BODY("backend http-response body rule"),
  STICK_STORE("backend stick-store rule"),
  FRONTEND_TCP_RESPONSE_CONTENT("frontend tcp-response content rule"),
  FRONTEND_HTTP_RESPONSE("frontend http-response header rule"),
  FRONTEND_HTTP_RESPONSE_BODY("frontend http-response body rule"),
  LOG("logs"),
  CHECK("backend tcp-check rule"),
  CONFIGURATION("configuration parser"),
  CLI("CLI parser");

  private final String description;

  Place(String description) {
    this.description = description;
  }

  /** How messages call this place. */
  public String description() {
    return description;
  }

  /** Whether the response is what is being worked on. */
  public boolean isResponse() {
    return compareTo(TCP_RESPONSE_CONTENT) >= 0 && compareTo(FRONTEND_HTTP_RESPONSE_BODY) <= 0;
  }
}

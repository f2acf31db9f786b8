package io.spillway.rules;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rulesets of a proxy, by the keyword that their rules begin with. */
public enum RulesetKind {
  TCP_REQUEST_CONNECTION("tcp-request connection", Place.TCP_REQUEST_CONNECTION, null),
  TCP_REQUEST_SESSION("tcp-request session", Place.TCP_REQUEST_SESSION, null),
  TCP_REQUEST_CONTENT(
      "tcp-request content", Place.FRONTEND_TCP_REQUEST_CONTENT, Place.BACKEND_TCP_REQUEST_CONTENT),
  TCP_RESPONSE_CONTENT(
      "tcp-response content", Place.FRONTEND_TCP_RESPONSE_CONTENT, Place.TCP_RESPONSE_CONTENT),
  HTTP_REQUEST("http-request", Place.FRONTEND_HTTP_REQUEST, Place.BACKEND_HTTP_REQUEST),
  HTTP_RESPONSE("http-response", Place.FRONTEND_HTTP_RESPONSE, Place.BACKEND_HTTP_RESPONSE),
  HTTP_AFTER_RESPONSE(
      "http-after-response", Place.FRONTEND_HTTP_RESPONSE, Place.BACKEND_HTTP_RESPONSE);

  private final String keyword;
  private final @Nullable Place inFrontend;
  private final @Nullable Place inBackend;

  RulesetKind(String keyword, @Nullable Place inFrontend, @Nullable Place inBackend) {
    this.keyword = keyword;
    this.inFrontend = inFrontend;
    this.inBackend = inBackend;
  }

  /** The words that begin such a rule. */
  public String keyword() {
    return keyword;
  }

  /** Whether the rules work on HTTP messages. */
  public boolean isHttp() {
    return compareTo(HTTP_REQUEST) >= 0;
  }

  /** Where such rules of {@code scope}'s section are evaluated. */
  public Set<Place> places(RuleScope scope) {
    EnumSet<Place> places = EnumSet.noneOf(Place.class);
    if (scope.isFrontend() && inFrontend != null) {
      places.add(inFrontend);
    }
    if (scope.isBackend() && inBackend != null) {
      places.add(inBackend);
    }
    return places;
  }
}

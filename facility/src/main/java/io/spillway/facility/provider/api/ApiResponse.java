package io.spillway.facility.provider.api;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/**
 * A response. Immutable.
 *
 * @param status from 200 to 599
 * @param body as JSON; missing where there was none or it was no JSON
 */
public record ApiResponse(int status, HttpHeaders headers, JsonNode body) {
  /** Whether the request was carried out. */
  public boolean successful() {
    return status >= 200 && status < 300;
  }
}

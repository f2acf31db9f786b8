package io.spillway.facility.provider.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request. Immutable.
 *
 * @param path what follows the provider's address, with its query
 * @param headers besides {@code Accept} and {@code Content-Type}
 * @param body what is sent as JSON, or null
 */
public record ApiRequest(
    String method, String path, Map<String, String> headers, @Nullable JsonNode body) {
  public ApiRequest {
    headers = Map.copyOf(headers);
  }

  /** Whether the request changes nothing. */
  public boolean reads() {
    return method.equals("GET");
  }

  /** Without headers, which may hold credentials. */
  @Override
  public String toString() {
    int query = path.indexOf('?');
    return method + " " + (query < 0 ? path : path.substring(0, query));
  }
}

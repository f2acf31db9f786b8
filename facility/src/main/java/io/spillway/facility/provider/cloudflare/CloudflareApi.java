package io.spillway.facility.provider.cloudflare;

import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.WriteGuard;
import io.spillway.facility.provider.api.ApiClient;
import io.spillway.facility.provider.api.ApiRequest;
import io.spillway.facility.provider.api.ApiResponse;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Requests to Cloudflare's API v4: a bearer token, and every response in an envelope that says
 * whether it was a success. Thread-safe.
 */
final class CloudflareApi implements AutoCloseable {
  private final CloudflareDefinition definition;
  private final ApiClient client;

  CloudflareApi(CloudflareDefinition definition, ProviderSurroundings surroundings) {
    this.definition = definition;
    this.client =
        new ApiClient(definition.endpoint(), "Cloudflare", surroundings.wallClock(), null);
  }

  /** The {@code result} of a request that reads. */
  JsonNode read(String path) throws ProviderException, InterruptedException {
    ApiRequest request = request("GET", path, null);
    return result(request, client.send(request, definition.timeout()));
  }

  /** The {@code result} of a request that writes. */
  JsonNode write(String method, String path, JsonNode body, WriteGuard guard)
      throws ProviderException, InterruptedException {
    ApiRequest request = request(method, path, body);
    return result(request, client.send(request, guard.within(definition.timeout())));
  }

  /** A failure that says that the answer to a request makes no sense. */
  static ProviderException malformed(String what) {
    return new ProviderException(Kind.MALFORMED, "Cloudflare answers " + what);
  }

  private ApiRequest request(String method, String path, @Nullable JsonNode body) {
    return new ApiRequest(
        method, path, Map.of("Authorization", "Bearer " + definition.token().reveal()), body);
  }

  private JsonNode result(ApiRequest request, ApiResponse response) throws ProviderException {
    JsonNode body = response.body();
    String errors =
        body.path("errors")
            .valueStream()
            .map(e -> e.path("message").asString("") + " (" + e.path("code").asInt(0) + ")")
            .collect(Collectors.joining("; "));
    if (!response.successful()) {
      throw client.refused(request, response, errors);
    }
    if (!body.path("success").asBoolean(false)) {
      throw client.malformed(request, errors.isEmpty() ? "without success" : "with " + errors);
    }
    return body.path("result");
  }

  @Override
  public void close() {
    client.close();
  }
}

package io.spillway.facility.provider.api;

import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderException.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Sends requests to one provider. Thread-safe; blocks the thread that sends. */
public final class ApiClient implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long LONGEST_BODY = 4L << 20;
  private static final int LONGEST_REASON = 300;
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final URI base;
  private final String who;
  private final InstantSource wallClock;
  private final HttpClient client;

  /**
   * A client.
   *
   * @param base the address that paths follow, without a slash at its end
   * @param who the provider, as messages call it
   * @param wallClock for dates in {@code Retry-After}
   * @param tls whom to trust and who to be, or null for what the system trusts
   */
  public ApiClient(URI base, String who, InstantSource wallClock, @Nullable SSLContext tls) {
    this.base = base;
    this.who = who;
    this.wallClock = wallClock;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER);
    if (tls != null) {
      builder.sslContext(tls);
    }
    this.client = builder.build();
  }

  /** The mapper, for those who build bodies. */
  public static JsonMapper json() {
    return JSON;
  }

  /**
   * Sends a request and waits for the whole response.
   *
   * @param within how long all of it may take
   * @return a response with any status below 500 but 429
   * @throws ProviderException where there is none, of kind {@code UNAVAILABLE}, {@code
   *     RATE_LIMITED} or {@code MALFORMED}
   */
  public ApiResponse send(ApiRequest request, Duration within)
      throws ProviderException, InterruptedException {
    HttpResponse<byte[]> response = exchange(request, within);
    int status = response.statusCode();
    JsonNode body = parse(response.body());
    if (status == 429 || status >= 500) {
      throw new ProviderException(
          status == 429 ? Kind.RATE_LIMITED : Kind.UNAVAILABLE,
          who + " answers " + request + " with status " + status + describe(body),
          retryAfter(response.headers()));
    }
    if (status >= 300 && status < 400) {
      throw new ProviderException(
          Kind.REFUSED,
          who + " answers " + request + " with a redirect (status " + status + "), not followed");
    }
    if (status < 300 && body.isMissingNode() && response.body().length > 0) {
      throw new ProviderException(Kind.MALFORMED, who + " answers " + request + " with no JSON");
    }
    return new ApiResponse(status, response.headers(), body);
  }

  private HttpResponse<byte[]> exchange(ApiRequest request, Duration within)
      throws ProviderException, InterruptedException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(base + request.path()))
            .timeout(within)
            .header("Accept", "application/json");
    request.headers().forEach(builder::header);
    JsonNode body = request.body();
    if (body == null) {
      builder.method(request.method(), BodyPublishers.noBody());
    } else {
      builder.header("Content-Type", "application/json");
      builder.method(request.method(), BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }
    CompletableFuture<HttpResponse<byte[]>> future =
        client.sendAsync(
            builder.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_BODY));
    try {
      return future.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw silent(request, within);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof HttpTimeoutException) {
        // The client's own timeout ends with the answer's head, the one above with the answer.
        throw silent(request, within);
      }
      String message = cause == null ? null : cause.getMessage();
      throw unavailable(
          request,
          message == null
              ? String.valueOf(cause == null ? e : cause.getClass().getSimpleName())
              : message);
    } finally {
      future.cancel(true);
    }
  }

  private ProviderException silent(ApiRequest request, Duration within) {
    return unavailable(request, "no answer within " + within.toMillis() + " ms");
  }

  private ProviderException unavailable(ApiRequest request, String reason) {
    return new ProviderException(
        Kind.UNAVAILABLE, who + " does not answer " + request + ": " + shortened(reason));
  }

  /**
   * The failure that a refused request is.
   *
   * @param response with a status from 400 to 499
   * @param reason what the provider says, in its own form
   */
  public ProviderException refused(ApiRequest request, ApiResponse response, String reason) {
    Kind kind = response.status() == 409 || response.status() == 412 ? Kind.CONFLICT : Kind.REFUSED;
    return new ProviderException(
        kind,
        who
            + " refuses "
            + request
            + " with status "
            + response.status()
            + (reason.isEmpty() ? "" : ": " + shortened(reason)));
  }

  /** A failure that says that an answer makes no sense. */
  public ProviderException malformed(ApiRequest request, String what) {
    return new ProviderException(Kind.MALFORMED, who + " answers " + request + " " + what);
  }

  private static JsonNode parse(byte[] body) {
    if (body.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  private static String describe(JsonNode body) {
    return body.isMissingNode() ? "" : ": " + shortened(body.toString());
  }

  /** Text of the other side for an operator: one line, not too long. */
  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "...";
  }

  /** {@code Retry-After} (RFC 9110, 10.2.3): seconds or a date. */
  private @Nullable Duration retryAfter(HttpHeaders headers) {
    Optional<String> value = headers.firstValue("Retry-After");
    if (value.isEmpty()) {
      return null;
    }
    String text = value.get().strip();
    try {
      Duration wait =
          text.matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  wallClock.instant(),
                  ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return wait.isNegative() ? null : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

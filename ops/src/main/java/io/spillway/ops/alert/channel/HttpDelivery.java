package io.spillway.ops.alert.channel;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests to receivers of notifications. Stateless; thread-safe. */
final class HttpDelivery {
  private static final int MOST_SHOWN = 200;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int REQUEST_TIMEOUT = 408;

  /** Made when the first request is. */
  private static final class Client {
    private static final HttpClient INSTANCE =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(ChannelWords.TIMEOUT)
            .build();
  }

  private HttpDelivery() {}

  /**
   * Sends {@code body}; returns once the answer is one of success.
   *
   * @param receiver how messages call the other side: its URL may be a secret
   * @throws ChannelException when the answer is another one, or none; the message shows neither the
   *     URL nor the headers
   */
  static void post(
      String receiver, URI url, Map<String, String> headers, String body, Duration timeout)
      throws ChannelException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("User-Agent", "Spillway")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    headers.forEach(request::setHeader);
    HttpResponse<String> response;
    try {
      response =
          Client.INSTANCE.send(
              request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw ChannelException.forNow(receiver + ": " + why);
    }
    int status = response.statusCode();
    if (status / 100 == 2) {
      return;
    }
    String answer = response.body().strip().replaceAll("\\p{Cntrl}", " ");
    String message =
        receiver
            + " answered "
            + status
            + (answer.isEmpty()
                ? ""
                : ": " + answer.substring(0, Math.min(MOST_SHOWN, answer.length())));
    // Wrong keys can be put right, so such requests are tried again; a body that is not understood
    // stays so.
    boolean isRefused = status == 400 || status == 413 || status == 415 || status == 422;
    if (isRefused) {
      throw ChannelException.forGood(message);
    }
    boolean isBusy = status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT || status >= 500;
    throw ChannelException.until(
        message, isBusy ? pause(response.headers().firstValue("Retry-After").orElse("")) : null);
  }

  private static @Nullable Duration pause(String seconds) {
    return seconds.toLowerCase(Locale.ROOT).matches("\\d{1,4}")
        ? Duration.ofSeconds(Integer.parseInt(seconds))
        : null;
  }
}

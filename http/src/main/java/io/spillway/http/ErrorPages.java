package io.spillway.http;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pages that are sent where the configuration names no {@code errorfile}. Immutable.
 *
 * <p>Source: the HAProxy manual, section 4.2, {@code errorfile}, and what HAProxy answers.
 */
public final class ErrorPages {
  private static final String NEED_PASSWORD =
      "You need a valid user and password to access this content.";

  private static final Map<Integer, ErrorPage> STANDARD = new TreeMap<>();

  static {
    page(200, "OK", "Service ready.");
    page(400, "Bad request", "Your browser sent an invalid request.");
    page(401, "Unauthorized", NEED_PASSWORD);
    page(403, "Forbidden", "Request forbidden by administrative rules.");
    page(404, "Not Found", "The resource could not be found.");
    page(
        405,
        "Method Not Allowed",
        "A request was made of a resource using a request method not supported by that resource");
    page(407, "Unauthorized", NEED_PASSWORD);
    page(408, "Request Time-out", "Your browser didn't send a complete request in time.");
    page(410, "Gone", "The resource is no longer available and will not be available again.");
    page(413, "Payload Too Large", "The request entity exceeds the maximum allowed.");
    page(422, "Unprocessable Content", "The server cannot process the contained instructions.");
    page(425, "Too Early", "Your browser sent early data.");
    page(429, "Too Many Requests", "You have sent too many requests in a given amount of time.");
    page(500, "Internal Server Error", "An internal server error occurred.");
    page(
        501,
        "Not Implemented",
        ".The server does not support the functionality required to fulfill the request.");
    page(502, "Bad Gateway", "The server returned an invalid or incomplete response.");
    page(503, "Service Unavailable", "No server is available to handle this request.");
    page(504, "Gateway Time-out", "The server didn't respond in time.");
  }

  private ErrorPages() {}

  private static void page(int status, String reason, String text) {
    STANDARD.put(status, ErrorPage.standard(status, reason, text));
  }

  /** The standard page of a status, or null when there is none. */
  public static @Nullable ErrorPage standard(int status) {
    return STANDARD.get(status);
  }

  /** The statuses that have a standard page, ascending. */
  public static Iterable<Integer> statuses() {
    return STANDARD.keySet();
  }
}

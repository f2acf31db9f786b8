package io.spillway.ops.acme;

import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.proxy.HttpService;
import io.spillway.rules.Evaluation;
import io.spillway.rules.sample.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers the challenges http-01 that are pending (RFC 8555 section 8.3), in every frontend of mode
 * http and before its rules. Thread-safe.
 */
public final class HttpChallenges implements HttpService {
  private static final byte[] PREFIX =
      "/.well-known/acme-challenge/".getBytes(StandardCharsets.US_ASCII);

  private final Map<String, String> pending = new ConcurrentHashMap<>();
  private volatile @Nullable String shared;

  /** Answers a token from now on. */
  void add(String token, String answer) {
    pending.put(token, answer);
  }

  /** Answers a token no more. */
  void remove(String token) {
    pending.remove(token);
  }

  /**
   * Answers any token for the account with {@code thumbprint}: another instance that has the same
   * account may ask, and the authority look here.
   */
  void answerForOthers(String thumbprint) {
    shared = thumbprint;
  }

  @Override
  public String name() {
    return "<ACME>";
  }

  @Override
  public boolean precedesRules() {
    return true;
  }

  @Override
  public boolean accepts(RequestHead head) {
    if (pending.isEmpty() && shared == null) {
      return false;
    }
    Method method = head.method();
    int start = head.pathStart();
    int end = start + PREFIX.length;
    return (method == Method.GET || method == Method.HEAD)
        && end < head.uriEnd()
        && Arrays.equals(head.bytes(), start, end, PREFIX, 0, PREFIX.length)
        && answer(token(head)) != null;
  }

  @Override
  public boolean needsBody(RequestHead head) {
    return false;
  }

  @Override
  public Answer prepare(Evaluation evaluation, ByteSlice body) {
    RequestHead head = Objects.requireNonNull(evaluation.request(), "a challenge needs a head");
    String answer = answer(token(head));
    boolean isHead = head.method() == Method.HEAD;
    return () -> response(answer, isHead);
  }

  private static String token(RequestHead head) {
    return head.text(head.pathStart() + PREFIX.length, head.uriEnd());
  }

  private @Nullable String answer(String token) {
    String own = pending.get(token);
    String thumbprint = shared;
    return own != null || thumbprint == null || !isToken(token) ? own : token + "." + thumbprint;
  }

  /** Base64url without padding, as RFC 8555 section 8.3 says. */
  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      boolean fits =
          letter >= 'a' && letter <= 'z'
              || letter >= 'A' && letter <= 'Z'
              || letter >= '0' && letter <= '9'
              || letter == '-'
              || letter == '_';
      if (!fits) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static byte[] response(@Nullable String answer, boolean isHead) {
    String content = answer == null ? "" : answer;
    return ("HTTP/1.1 "
            + (answer == null ? "404 Not Found" : "200 OK")
            + "\r\nContent-Length: "
            + content.length()
            + "\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\n\r\n"
            + (isHead ? "" : content))
        .getBytes(StandardCharsets.US_ASCII);
  }
}

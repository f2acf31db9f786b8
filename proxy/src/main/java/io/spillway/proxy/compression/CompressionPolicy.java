package io.spillway.proxy.compression;

import io.spillway.http.Framing;
import io.spillway.http.Head;
import io.spillway.http.HeaderName;
import io.spillway.http.Method;
import io.spillway.http.RequestHead;
import io.spillway.http.ResponseHead;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code compression} keywords of one proxy say (configuration manual, {@code compression
 * algo} and what follows). Immutable.
 *
 * @param algorithms in the order of preference; empty where another proxy's count
 * @param types the beginnings of the content types that are compressed; empty for all
 * @param offloads whether servers are not told that the client takes compressed responses
 * @param smallest responses that tell a length below this many bytes are not compressed
 */
public record CompressionPolicy(
    List<CompressionAlgorithm> algorithms, List<String> types, boolean offloads, long smallest) {
  /** No compression. */
  public static final CompressionPolicy NONE =
      new CompressionPolicy(List.of(), List.of(), false, 0);

  private static final byte[] ACCEPT_ENCODING = bytes("Accept-Encoding");
  private static final byte[] CHUNKED = bytes("chunked");
  private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");
  private static final HeaderName ETAG = HeaderName.of("ETag");
  private static final Pattern QUALITY = Pattern.compile(";\\s*q\\s*=\\s*([0-9.]+)");
  private static final int THOUSAND = 1000;

  /** Where Internet Explorer tells its name, its version, and service pack 2 of Windows XP. */
  private static final int MSIE = 25;

  private static final int MSIE_VERSION = 30;
  private static final int MSIE_SERVICE_PACK = 51;

  public CompressionPolicy {
    algorithms = List.copyOf(algorithms);
    types = types.stream().map(type -> type.toLowerCase(Locale.ROOT)).toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the proxy has any {@code compression} line. */
  public boolean isConfigured() {
    return !equals(NONE);
  }

  /**
   * Those of {@code own} that are set, and {@code other}'s for what is not: the backend's first.
   */
  public static CompressionPolicy of(CompressionPolicy own, CompressionPolicy other) {
    if (!other.isConfigured()) {
      return own;
    }
    if (!own.isConfigured()) {
      return other;
    }
    return new CompressionPolicy(
        own.algorithms.isEmpty() ? other.algorithms : own.algorithms,
        own.types.isEmpty() ? other.types : own.types,
        own.offloads || other.offloads,
        own.smallest == 0 ? other.smallest : own.smallest);
  }

  /**
   * The algorithm that suits the client best, or null for none; with {@link #offloads}, the server
   * does not hear of what the client takes.
   */
  public @Nullable CompressionAlgorithm choose(RequestHead request) {
    CompressionAlgorithm best = accepted(request);
    if (best == null) {
      return algorithms.contains(CompressionAlgorithm.IDENTITY)
          ? CompressionAlgorithm.IDENTITY
          : null;
    }
    if (offloads) {
      request.removeAll(HeaderName.ACCEPT_ENCODING);
    }
    return best;
  }

  private @Nullable CompressionAlgorithm accepted(RequestHead request) {
    int line = request.find(HeaderName.ACCEPT_ENCODING, -1);
    if (line < 0 || isBrokenClient(request)) {
      return null;
    }
    CompressionAlgorithm best = null;
    int bestQuality = 0;
    for (; line >= 0; line = request.find(HeaderName.ACCEPT_ENCODING, line)) {
      String value = request.text(request.valueStart(line), request.valueEnd(line));
      for (String part : value.split(",")) {
        int quality = quality(part);
        String token = part.split(";", 2)[0].strip();
        CompressionAlgorithm found = quality > bestQuality ? named(token) : null;
        if (found != null) {
          best = found;
          bestQuality = quality;
        }
      }
    }
    return best;
  }

  private @Nullable CompressionAlgorithm named(String token) {
    for (CompressionAlgorithm algorithm : algorithms) {
      if (token.equals("*") || algorithm.isCalled(token)) {
        return algorithm;
      }
    }
    return null;
  }

  /** The weight of a part of Accept-Encoding, in thousandths. */
  private static int quality(String part) {
    if (part.indexOf(';') < 0) {
      return THOUSAND;
    }
    Matcher matcher = QUALITY.matcher(part);
    if (!matcher.find()) {
      return THOUSAND;
    }
    try {
      return (int) (Double.parseDouble(matcher.group(1)) * THOUSAND);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Clients called Mozilla/4 cannot be relied on, but for Internet Explorer from 6 SP 2 on. */
  private static boolean isBrokenClient(RequestHead request) {
    int line = request.find(HeaderName.USER_AGENT, -1);
    if (line < 0) {
      return false;
    }
    String agent = request.text(request.valueStart(line), request.valueEnd(line));
    if (!agent.startsWith("Mozilla/4")) {
      return false;
    }
    char version = agent.length() > MSIE_VERSION ? agent.charAt(MSIE_VERSION) : '0';
    return !agent.startsWith("MSIE ", MSIE)
        || version < '6'
        || (version == '6' && !agent.startsWith("SV1", MSIE_SERVICE_PACK));
  }

  /** Whether a response may be compressed. */
  public boolean allows(RequestHead request, ResponseHead response, Framing framing) {
    boolean hasEnd = framing == Framing.LENGTH || framing == Framing.CHUNKED;
    return hasEnd
        && request.minorVersion() > 0
        && response.minorVersion() > 0
        && request.method() != Method.HEAD
        && response.status() >= 200
        && response.status() <= 203
        && response.contentLength() != 0
        && (smallest == 0 || response.contentLength() < 0 || response.contentLength() >= smallest)
        && isPlain(response)
        && hasUsableTag(response)
        && hasListedType(response, types);
  }

  /** Whether a message has no encoding and may be given one. */
  static boolean isPlain(Head head) {
    return !head.has(CONTENT_ENCODING) && !forbidsTransformation(head);
  }

  private static boolean forbidsTransformation(Head response) {
    for (int line = response.find(HeaderName.CACHE_CONTROL, -1);
        line >= 0;
        line = response.find(HeaderName.CACHE_CONTROL, line)) {
      String value = response.text(response.valueStart(line), response.valueEnd(line));
      for (String part : value.split(",")) {
        if (part.strip().equals("no-transform")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether there is no ETag, or one that is well-formed (RFC 9110 section 8.8.3). */
  private static boolean hasUsableTag(ResponseHead response) {
    int line = response.find(ETAG, -1);
    if (line < 0) {
      return true;
    }
    String tag = response.text(response.valueStart(line), response.valueEnd(line));
    String quoted = tag.startsWith("W/") ? tag.substring(2) : tag;
    return response.find(ETAG, line) < 0
        && quoted.length() >= 2
        && quoted.startsWith("\"")
        && quoted.indexOf('"', 1) == quoted.length() - 1;
  }

  /** Whether the content type of a message begins as one of {@code types}; for none, any does. */
  static boolean hasListedType(Head response, List<String> types) {
    int line = response.find(HeaderName.CONTENT_TYPE, -1);
    if (line < 0) {
      return types.isEmpty();
    }
    String type =
        response.text(response.valueStart(line), response.valueEnd(line)).toLowerCase(Locale.ROOT);
    return !type.startsWith("multipart")
        && (types.isEmpty() || types.stream().anyMatch(type::startsWith));
  }

  /** Makes the head of a response that of the compressed one: in chunks, with a weak ETag. */
  public static void rewrite(ResponseHead response, CompressionAlgorithm algorithm) {
    chunk(response);
    int tag = response.find(ETAG, -1);
    if (tag >= 0 && response.bytes()[response.valueStart(tag)] == '"') {
      byte[] weak = bytes("W/" + response.text(response.valueStart(tag), response.valueEnd(tag)));
      response.setValue(tag, weak, 0, weak.length);
    }
    response.add(HeaderName.VARY, ACCEPT_ENCODING);
    encode(response, algorithm);
  }

  /** Says in the head of a message that its body is in chunks. */
  static void chunk(Head head) {
    head.removeAll(HeaderName.CONTENT_LENGTH);
    if (!head.has(HeaderName.TRANSFER_ENCODING)) {
      head.add(HeaderName.TRANSFER_ENCODING, CHUNKED);
    }
  }

  /** Says in the head of a message that its body is compressed. */
  static void encode(Head head, CompressionAlgorithm algorithm) {
    if (algorithm != CompressionAlgorithm.IDENTITY) {
      head.add(CONTENT_ENCODING, algorithm.token());
    }
  }
}

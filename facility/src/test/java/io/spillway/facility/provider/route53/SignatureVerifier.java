package io.spillway.facility.provider.route53;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4, verified from what was received and the secret key alone. */
final class SignatureVerifier {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([a-z0-9-]+)/([a-z0-9]+)/aws4_request,"
              + " SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  private SignatureVerifier() {}

  /** What is wrong with a request's signature, or null. */
  static String problem(
      String method, URI uri, Headers headers, String body, String accessKey, String secretKey)
      throws Exception {
    Matcher authorization =
        AUTHORIZATION.matcher(String.valueOf(headers.getFirst("Authorization")));
    if (!authorization.matches()) {
      return "no signature: " + headers.getFirst("Authorization");
    }
    String date = String.valueOf(headers.getFirst("X-Amz-Date"));
    Instant sent =
        LocalDateTime.parse(date, DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
            .toInstant(ZoneOffset.UTC);
    if (Duration.between(sent, Instant.now()).abs().compareTo(Duration.ofMinutes(5)) > 0) {
      return "the date is more than five minutes away";
    }
    String day = authorization.group(2);
    String region = authorization.group(3);
    if (!authorization.group(1).equals(accessKey)
        || !date.startsWith(day)
        || !region.equals("us-east-1")
        || !authorization.group(4).equals("route53")) {
      return "wrong scope: " + headers.getFirst("Authorization");
    }
    List<String> signed = List.of(authorization.group(5).split(";"));
    if (!signed.contains("host") || !signed.contains("x-amz-date")) {
      return "host and date are not signed";
    }
    String canonical =
        String.join(
            "\n",
            method,
            // Encoded once more than sent, for every service but S3.
            uri.getRawPath().replace("%", "%25"),
            canonicalQuery(uri.getRawQuery()),
            signed.stream()
                .map(h -> h + ":" + headers.getFirst(h).strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining()),
            String.join(";", signed),
            sha256(body));
    String scope = day + "/" + region + "/route53/aws4_request";
    String toSign = String.join("\n", "AWS4-HMAC-SHA256", date, scope, sha256(canonical));
    byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
    for (String part : List.of(day, region, "route53", "aws4_request")) {
      key = hmac(key, part);
    }
    String expected = HexFormat.of().formatHex(hmac(key, toSign));
    return expected.equals(authorization.group(6)) ? null : "wrong signature";
  }

  private static String canonicalQuery(String query) {
    return query == null
        ? ""
        : Arrays.stream(query.split("&"))
            .map(p -> p.contains("=") ? p : p + "=")
            .sorted()
            .collect(Collectors.joining("&"));
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)))
        .toLowerCase(Locale.ROOT);
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}

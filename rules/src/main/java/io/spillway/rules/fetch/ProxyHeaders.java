package io.spillway.rules.fetch;

import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Source;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.util.List;
import java.util.Locale;

/**
 * Fetches of the fields that a client's PROXY protocol header of version 2 brought: {@code
 * fc_pp_authority}, {@code fc_pp_unique_id}, {@code fc_pp_tlv}.
 */
public final class ProxyHeaders {
  private static final int AUTHORITY = 0x02;
  private static final int UNIQUE_ID = 0x05;
  private static final int MAX_TYPE = 255;

  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of(
              "fc_pp_authority",
              STRING,
              Source.CLIENT_ADDRESS,
              (evaluation, into) -> value(evaluation, AUTHORITY, 0, into)),
          Fetch.of(
              "fc_pp_unique_id",
              STRING,
              Source.CLIENT_ADDRESS,
              (evaluation, into) -> value(evaluation, UNIQUE_ID, 0, into)),
          Fetch.of("fc_pp_tlv", STRING, Source.CLIENT_CONNECTION, "string", ProxyHeaders::field));

  private ProxyHeaders() {}

  private static Fetch.Fetcher field(CallArguments arguments) {
    int type = type(arguments);
    return (evaluation, into) -> {
      if (!into.isIterating()) {
        return value(evaluation, type, 0, into);
      }
      int occurrence = into.cursor();
      into.cursor(occurrence + 1, 0);
      into.more(evaluation.proxyHeaderValue(type, occurrence + 1) != null);
      return value(evaluation, type, occurrence, into);
    };
  }

  private static int type(CallArguments arguments) {
    String text = arguments.text(0).strip();
    int named =
        switch (text.toUpperCase(Locale.ROOT)) {
          case "ALPN" -> 0x01;
          case "AUTHORITY" -> AUTHORITY;
          case "CRC32C" -> 0x03;
          case "NOOP" -> 0x04;
          case "UNIQUE_ID" -> UNIQUE_ID;
          case "SSL" -> 0x20;
          case "SSL_VERSION" -> 0x21;
          case "SSL_CN" -> 0x22;
          case "SSL_CIPHER" -> 0x23;
          case "SSL_SIG_ALG" -> 0x24;
          case "SSL_KEY_ALG" -> 0x25;
          case "NETNS" -> 0x30;
          default -> -1;
        };
    if (named >= 0) {
      return named;
    }
    int type;
    try {
      type = Integer.decode(text);
    } catch (NumberFormatException e) {
      throw arguments.error("Could not convert type '" + text + "'");
    }
    if (type < 0 || type > MAX_TYPE) {
      throw arguments.error("Invalid TLV Type '" + text + "'");
    }
    return type;
  }

  private static boolean value(Evaluation evaluation, int type, int occurrence, Sample into) {
    ByteSlice value = evaluation.proxyHeaderValue(type, occurrence);
    return value != null && into.string(value.array(), value.offset(), value.length());
  }
}

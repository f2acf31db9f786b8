package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.proxy.RetryOn;
import java.util.BitSet;
import java.util.List;

/** When and how often a backend tries again (configuration manual, chapter 4.2). */
public final class RetryKeywords {
  /** How often a connection is tried again after the first time. */
  public static final Setting<Integer> RETRIES = Setting.inherited("retries", 3);

  /**
   * At which retries another server is tried: 0 for none, n for every nth, -n for the nth from the
   * end.
   */
  public static final Setting<Integer> REDISPATCH = Setting.inherited("option redispatch", 0);

  /** After which failures a request is sent again. */
  public static final Setting<RetryOn> RETRY_ON = Setting.inherited("retry-on", RetryOn.DEFAULT);

  private static final int[] STATUSES = {
    401, 403, 404, 408, 421, 425, 429, 500, 501, 502, 503, 504
  };

  private RetryKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("retries", RetryKeywords::readRetries),
        Keyword.works("option redispatch", RetryKeywords::readRedispatch),
        Keyword.works("retry-on", RetryKeywords::readRetryOn));
  }

  private static void readRetries(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "retries", arguments)) {
      return;
    }
    if (!arguments.hasNext()) {
      throw arguments.error("'retries' expects an integer argument (dispatch counts for one).");
    }
    int retries = arguments.integer("an integer argument", 0, Integer.MAX_VALUE);
    arguments.end();
    section.set(RETRIES, retries, arguments);
  }

  private static void readRedispatch(ProxySection section, Arguments arguments) {
    if (section.lacks(Capability.BACKEND, "redispatch", arguments)) {
      return;
    }
    int interval = -1;
    if (arguments.hasNext()) {
      Word word = arguments.word("an integer");
      try {
        interval = Integer.parseInt(word.text());
      } catch (NumberFormatException e) {
        throw arguments.error(
            word, "invalid argument '" + word + "' for 'option redispatch' : expects an integer.");
      }
    }
    arguments.end();
    switch (arguments.polarity()) {
      case SET -> section.set(REDISPATCH, interval, arguments);
      case NO -> section.set(REDISPATCH, 0, arguments);
      case DEFAULT -> section.settings().clear(REDISPATCH);
    }
  }

  private static void readRetryOn(ProxySection section, Arguments arguments) {
    if (!section.has(Capability.BACKEND)) {
      throw arguments.error("'retry-on' only available in backend or listen section");
    }
    if (!arguments.hasNext()) {
      throw arguments.error("'retry-on' needs at least one keyword to specify when to retry");
    }
    if (arguments.accept("none")) {
      if (arguments.hasNext()) {
        throw arguments.error("'retry-on' 'none' keyword only usable alone");
      }
      section.set(RETRY_ON, new RetryOn(false, false, false, false, new BitSet()), arguments);
      return;
    }
    boolean connectFailure = false;
    boolean emptyResponse = false;
    boolean junkResponse = false;
    boolean responseTimeout = false;
    BitSet statuses = new BitSet();
    while (arguments.hasNext()) {
      Word word = arguments.word("a keyword");
      switch (word.text()) {
        case "conn-failure" -> connectFailure = true;
        case "empty-response" -> emptyResponse = true;
        case "junk-response" -> junkResponse = true;
        case "response-timeout" -> responseTimeout = true;
        case "0rtt-rejected" ->
            throw arguments.error(
                word, "'retry-on': '0rtt-rejected' is not implemented in Spillway.");
        case "all-retryable-errors" -> {
          connectFailure = true;
          emptyResponse = true;
          junkResponse = true;
          responseTimeout = true;
          statuses.set(500);
          statuses.set(502);
          statuses.set(503);
          statuses.set(504);
        }
        default -> statuses.set(status(word, arguments));
      }
    }
    section.set(
        RETRY_ON,
        new RetryOn(connectFailure, emptyResponse, junkResponse, responseTimeout, statuses),
        arguments);
  }

  private static int status(Word word, Arguments arguments) {
    for (int status : STATUSES) {
      if (word.text().equals(Integer.toString(status))) {
        return status;
      }
    }
    throw arguments.error(word, "'retry-on': unknown keyword '" + word + "'");
  }
}

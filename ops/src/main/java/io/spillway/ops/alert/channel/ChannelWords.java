package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The words that several kinds of channels share. Stateless. */
final class ChannelWords {
  /** How long the other side has, unless the line says otherwise. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

  private ChannelWords() {}

  /** Takes a URL. */
  static URI url(Arguments arguments) {
    Word word = arguments.word("a URL, as https://alerts.example.com/hook");
    URI url = url(word.unicode());
    if (url == null) {
      throw arguments.error(
          word, "'" + word + "' is no URL (expected: https://<host>/<path> or http://...).");
    }
    return url;
  }

  /** The URL that {@code secret} holds. */
  static URI url(Arguments arguments, Secret secret) {
    URI url = url(secret.reveal());
    if (url == null) {
      throw arguments.error("the " + secret + " is no URL (expected: https://<host>/<path>).");
    }
    return url;
  }

  private static @Nullable URI url(String text) {
    try {
      URI url = URI.create(text);
      boolean isWeb = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
      return isWeb && url.getHost() != null && url.getUserInfo() == null ? url : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Takes the time of {@code timeout}. */
  static Duration timeout(Arguments arguments) {
    Duration time = arguments.time(TimeUnit.SECONDS);
    if (time.compareTo(Duration.ofMillis(100)) < 0 || time.compareTo(LONGEST_TIMEOUT) > 0) {
      throw arguments.error("'timeout' is out of range (expected: 100ms to 5m).");
    }
    return time;
  }

  /** An error about a word that this kind of channel does not have. */
  static RuntimeException unknown(Arguments arguments, String kind, Word word, String expected) {
    return arguments.error(
        word,
        "'channel ... " + kind + "' does not know '" + word + "' (expected: " + expected + ").");
  }

  /** What must be there. */
  static <T> T required(@Nullable T value, Arguments arguments, String kind, String expected) {
    if (value == null) {
      throw arguments.error("'channel ... " + kind + "' lacks " + expected + ".");
    }
    return value;
  }
}

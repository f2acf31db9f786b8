package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of channels to well-known receivers: where they are, which may be a secret, a key, and
 * some plain values. Confined to the reading thread.
 */
final class ReceiverWords {
  private final String kind;
  private final Arguments arguments;
  private final Map<String, String> values = new HashMap<>();
  private @Nullable URI url;
  private @Nullable Secret key;
  private Duration timeout = ChannelWords.TIMEOUT;

  /**
   * Reads all words that are left.
   *
   * @param keyWord the word of the secret, which {@code -file} or {@code -env} follows; null where
   *     the URL is the secret
   * @param plain the words that take a plain value
   */
  ReceiverWords(
      String kind,
      Arguments arguments,
      ChannelReader.Sources sources,
      @Nullable String keyWord,
      List<String> plain) {
    this.kind = kind;
    this.arguments = arguments;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      String text = word.text();
      if (plain.contains(text)) {
        values.put(text, arguments.word("a value after '" + text + "'").unicode());
      } else if (text.equals(keyWord + "-file")) {
        key = sources.credentials().file(arguments, text);
      } else if (text.equals(keyWord + "-env")) {
        key = sources.credentials().variable(arguments, text);
      } else {
        switch (text) {
          case "url" -> url = ChannelWords.url(arguments);
          case "url-file" ->
              url = ChannelWords.url(arguments, sources.credentials().file(arguments, text));
          case "url-env" ->
              url = ChannelWords.url(arguments, sources.credentials().variable(arguments, text));
          case "timeout" -> timeout = ChannelWords.timeout(arguments);
          default ->
              throw ChannelWords.unknown(
                  arguments,
                  kind,
                  word,
                  "'url', 'url-file', 'url-env', 'timeout'"
                      + (keyWord == null ? "" : ", '" + keyWord + "-file', '" + keyWord + "-env'")
                      + (plain.isEmpty() ? "" : ", '" + String.join("', '", plain) + "'"));
        }
      }
    }
  }

  /** Where the receiver is; {@code usual}, or if that is null an error, where no word tells. */
  URI url(@Nullable String usual) {
    URI written = url;
    return written != null || usual == null
        ? ChannelWords.required(written, arguments, kind, "'url-file' <file> or 'url-env' <name>")
        : URI.create(usual);
  }

  /** The secret. */
  Secret key(String expected) {
    return ChannelWords.required(key, arguments, kind, expected);
  }

  /** A plain value. */
  String value(String word) {
    return ChannelWords.required(values.get(word), arguments, kind, "'" + word + "' <value>");
  }

  /** A plain value, or {@code usual} where no word tells. */
  String value(String word, String usual) {
    return values.getOrDefault(word, usual);
  }

  Duration timeout() {
    return timeout;
  }

  /** {@code text}, cut to {@code most} characters. */
  static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
    return text.substring(0, end) + "…";
  }
}

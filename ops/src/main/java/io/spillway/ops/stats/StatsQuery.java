package io.spillway.ops.stats;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a URI of the statistics page asks for: {@code /stats;up;norefresh?scope=web}. Immutable.
 *
 * @param format how the statistics are printed
 * @param hidesDown {@code ;up}
 * @param hidesMaintenance {@code ;no-maint}
 * @param noRefresh {@code ;norefresh}
 * @param scope the text that names of proxies must contain
 * @param outcome the result of an action: {@code ;st=DONE}, or null
 */
record StatsQuery(
    Format format,
    boolean hidesDown,
    boolean hidesMaintenance,
    boolean noRefresh,
    String scope,
    @Nullable Outcome outcome) {
  private static final int MAX_SCOPE = 20;

  enum Format {
    HTML("text/html"),
    CSV("text/plain"),
    TYPED("text/plain"),
    JSON("application/json");

    private final String contentType;

    Format(String contentType) {
      this.contentType = contentType;
    }

    String contentType() {
      return contentType;
    }
  }

  /** What became of an action, in the words of the redirection after it. */
  enum Outcome {
    DONE("Action processed successfully.", true),
    NONE("Nothing has changed.", true),
    PART("Action partially processed. Some server names are unknown or ambiguous.", false),
    ERRP("Action not processed: the action, the backend or a server in it is unknown.", false),
    EXCD("Action not processed: the form is too long. Choose fewer servers at a time.", false),
    DENY("Action denied.", false),
    UNKN("Unexpected result.", false);

    private final String message;
    private final boolean good;

    Outcome(String message, boolean good) {
      this.message = message;
      this.good = good;
    }

    String message() {
      return message;
    }

    boolean isGood() {
      return good;
    }
  }

  /**
   * Reads what follows the prefix.
   *
   * @param rest the URI without the prefix
   */
  static StatsQuery parse(String rest) {
    Format format = Format.HTML;
    if (rest.contains(";csv")) {
      format = Format.CSV;
    } else if (rest.contains(";typed")) {
      format = Format.TYPED;
    } else if (rest.contains(";json")) {
      format = Format.JSON;
    }
    return new StatsQuery(
        format,
        rest.contains(";up"),
        rest.contains(";no-maint"),
        rest.contains(";norefresh"),
        scope(rest),
        outcome(rest));
  }

  private static String scope(String rest) {
    int start = rest.indexOf("scope=");
    if (start < 0) {
      return "";
    }
    int end = start + "scope=".length();
    StringBuilder scope = new StringBuilder();
    while (end < rest.length() && scope.length() < MAX_SCOPE && isNameCharacter(rest.charAt(end))) {
      scope.append(rest.charAt(end++));
    }
    return scope.toString();
  }

  private static boolean isNameCharacter(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.' || c == ':';
  }

  private static @Nullable Outcome outcome(String rest) {
    int start = rest.indexOf(";st=");
    if (start < 0) {
      return null;
    }
    String word = rest.substring(start + 4).toUpperCase(Locale.ROOT);
    for (Outcome outcome : Outcome.values()) {
      if (word.startsWith(outcome.name())) {
        return outcome;
      }
    }
    return Outcome.UNKN;
  }
}

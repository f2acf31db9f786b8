package io.spillway.proxy.server;

import java.util.Locale;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What an agent said in a line: words between blanks, tabs and commas, in any order (configuration
 * manual, {@code agent-check}). Immutable.
 *
 * @param works whether it says that the server works; null where it says nothing of that
 * @param admin the state that it asks for, or null
 * @param percent the share of the configured weight
 * @param maximum how many streams the server is to take at once
 * @param status how that is told
 * @param info what is told of it; may be empty
 */
public record AgentAnswer(
    @Nullable Boolean works,
    @Nullable Admin admin,
    OptionalInt percent,
    OptionalInt maximum,
    CheckStatus status,
    String info) {
  private static final String SEPARATORS = " \t,";
  private static final String MAXCONN = "maxconn:";
  private static final int MAX_DIGITS = 9;

  /** The states that agents ask for. */
  public enum Admin {
    READY,
    DRAIN,
    MAINT
  }

  /** Reads a line, without its end. */
  public static AgentAnswer parse(String line) {
    return new Reader(line).read();
  }

  private static final class Reader {
    private final String line;
    private int at;
    private String health = "";
    private @Nullable Boolean works;
    private @Nullable Admin admin;
    private OptionalInt percent = OptionalInt.empty();
    private OptionalInt maximum = OptionalInt.empty();
    private String unknown = "";
    private String description = "";
    private String warning = "";

    Reader(String line) {
      this.line = line;
    }

    AgentAnswer read() {
      skipSeparators();
      while (at < line.length()) {
        if (line.charAt(at) == '#') {
          description = line.substring(at + 1).stripLeading();
          break;
        }
        int start = at;
        while (at < line.length() && SEPARATORS.indexOf(line.charAt(at)) < 0) {
          at++;
        }
        understand(line.substring(start, at));
        skipSeparators();
      }
      return new AgentAnswer(works, admin, percent, maximum, status(), info());
    }

    private void skipSeparators() {
      while (at < line.length() && SEPARATORS.indexOf(line.charAt(at)) >= 0) {
        at++;
      }
    }

    private void understand(String word) {
      String folded = word.toLowerCase(Locale.ROOT);
      switch (folded) {
        case "up" -> says(true, word);
        case "down", "stopped", "fail" -> says(false, word);
        case "ready" -> admin = Admin.READY;
        case "drain" -> admin = Admin.DRAIN;
        case "maint" -> admin = Admin.MAINT;
        default -> {
          if (folded.startsWith(MAXCONN)) {
            maximum = number(word.substring(MAXCONN.length()));
            if (maximum.isEmpty()) {
              warning = "maxconn string empty or preceded by garbage";
            }
          } else if (word.endsWith("%")
              && number(word.substring(0, word.length() - 1)).isPresent()) {
            percent = number(word.substring(0, word.length() - 1));
          } else if (unknown.isEmpty()) {
            unknown = word;
          }
        }
      }
    }

    private void says(boolean works, String word) {
      this.works = works;
      health = word;
    }

    private static OptionalInt number(String digits) {
      boolean isNumber =
          !digits.isEmpty()
              && digits.length() <= MAX_DIGITS
              && digits.chars().allMatch(c -> c >= '0' && c <= '9');
      return isNumber ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    }

    private CheckStatus status() {
      if (works == null) {
        return CheckStatus.CHECKED;
      }
      return works ? CheckStatus.LAYER7_OK : CheckStatus.LAYER7_STATUS;
    }

    private String info() {
      String reason = description.isEmpty() ? unknown : description;
      if (works != null) {
        return "via agent : " + health + (reason.isEmpty() ? "" : " (" + reason + ")");
      }
      if (!unknown.isEmpty()) {
        return "agent reports an error : " + unknown;
      }
      return warning.isEmpty() ? "" : "agent warns : " + warning;
    }
  }
}

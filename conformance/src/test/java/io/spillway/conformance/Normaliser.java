package io.spillway.conformance;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a transcript or a log line what differs between any two runs, and what is known to
 * differ everywhere for a reason ({@code docs/differences.md} lists both).
 */
final class Normaliser {
  private static final Pattern CLIENT_PORT = Pattern.compile("(127\\.0\\.\\d+\\.\\d+):\\d{4,5}");
  private static final Pattern SYSLOG_HEAD =
      Pattern.compile(
          "^<(\\d+)>(?:\\w{3} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d |1 \\S+ )(.*)$", Pattern.DOTALL);
  private static final Pattern TAG = Pattern.compile("(haproxy|spillway)(\\[\\d+\\]| \\d+ )");
  private static final Pattern ACCEPT_DATE =
      Pattern.compile("\\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d(\\.\\d{3}| [+-]\\d{4})\\]");
  private static final Pattern FIVE = Pattern.compile("(?<= )\\+?-?\\d+(/\\+?-?\\d+){4}(?= )");
  private static final Pattern THREE = Pattern.compile("(?<= )\\+?-?\\d+(/\\+?-?\\d+){2}(?= )");
  private static final Pattern HTTP_BYTES =
      Pattern.compile("(?<=/\\+?\\d{1,9})( -?\\d{1,3}) (\\+?)\\d+ (\\S+ \\S+ [-A-Za-z]{4} )");
  private static final Pattern CLF_BYTES = Pattern.compile("(\" \\d{3}) \\d+ ");
  private static final Pattern TIMER = Pattern.compile("(?<![\\d-])\\d+");
  private static final Pattern CHUNKED =
      Pattern.compile("(?m)^transfer-encoding:[^\r\n]*chunked\\s*$");
  private static final Pattern END = Pattern.compile("<(end|reset)>$");
  private static final Pattern BLANKS = Pattern.compile("^[ \t]+|[ \t]+$");
  private static final Pattern LENGTH = Pattern.compile("(?m)^content-length: *(\\d+)\\s*$");

  private final Stage stage;

  Normaliser(Stage stage) {
    this.stage = stage;
  }

  Observation observe(ClientPlayer client, List<String> logs) {
    Map<String, String> aspects = new TreeMap<>();
    client
        .transcripts()
        .forEach((name, text) -> aspects.put("client " + name, common(messages(text))));
    stage
        .origins()
        .forEach(
            (name, origin) -> {
              List<String> connections =
                  origin.transcripts().stream()
                      .map(text -> messages(END.matcher(text).replaceFirst("")))
                      .toList();
              if (!connections.isEmpty()) {
                aspects.put("origin " + name, common(String.join("\n---\n", connections)));
              }
            });
    aspects.put("order", String.join(" ", stage.order()));
    aspects.put(
        "logs", String.join("\n", logs.stream().filter(Normaliser::tells).map(this::log).toList()));
    return new Observation(aspects, client.surprises());
  }

  private static boolean tells(String line) {
    return !line.contains("Proxy ") || !line.contains(" stopped (");
  }

  private String common(String text) {
    String result = text;
    for (var address : stage.addresses().entrySet()) {
      result = result.replace(Loopback.text(address.getValue()), "{{" + address.getKey() + "}}");
      result =
          result.replaceAll(
              "\\b" + address.getValue().getPort() + "\\b", "{{" + address.getKey() + " port}}");
    }
    result = CLIENT_PORT.matcher(result).replaceAll("$1:PORT");
    for (CaseFile.Replacement replacement : stage.file().replacements()) {
      result = replacement.pattern().matcher(result).replaceAll(replacement.with());
    }
    return result;
  }

  private String log(String line) {
    String text = line;
    Matcher head = SYSLOG_HEAD.matcher(text);
    if (head.matches()) {
      text = "<" + head.group(1) + ">DATE " + head.group(2);
    }
    text = TAG.matcher(text).replaceFirst("NAME[PID]");
    text = ACCEPT_DATE.matcher(text).replaceAll("[DATE]");
    text = HTTP_BYTES.matcher(text).replaceFirst("$1 $2BYTES $3");
    text = CLF_BYTES.matcher(text).replaceFirst("$1 BYTES ");
    Matcher five = FIVE.matcher(text);
    if (five.find()) {
      boolean timersAreFive = five.find();
      if (!timersAreFive) {
        text = THREE.matcher(text).replaceFirst(timers -> timers(timers.group()));
      }
      int[] seen = {timersAreFive ? 0 : 1};
      text =
          FIVE.matcher(text)
              .replaceAll(
                  group ->
                      seen[0]++ == 0
                          ? timers(group.group())
                          : group.group().replaceFirst("\\d+", "A"));
    }
    return common(text);
  }

  private static String timers(String group) {
    return TIMER.matcher(group).replaceAll("T");
  }

  /** HTTP messages with header names in lower case and the chunks of a body joined. */
  static String messages(String transcript) {
    StringBuilder result = new StringBuilder();
    String rest = transcript;
    while (true) {
      Matcher end = Pattern.compile("\r?\n\r?\n").matcher(rest);
      if (!end.find() || !rest.substring(0, end.start()).contains(" ")) {
        return result.append(rest).toString();
      }
      String head = plainHead(rest.substring(0, end.end()));
      rest = rest.substring(end.end());
      result.append(head);
      if (CHUNKED.matcher(head).find()) {
        rest = joined(rest, result);
        continue;
      }
      Matcher length = LENGTH.matcher(head);
      if (length.find() && !rest.startsWith("HTTP/1.")) {
        int bytes = (int) Math.min(Long.parseLong(length.group(1)), rest.length());
        result.append(rest, 0, bytes);
        rest = rest.substring(bytes);
      }
      if (!rest.matches("(?s)(HTTP/1\\.|[A-Z]+ [^ ]+ HTTP/).*")) {
        return result.append(rest).toString();
      }
      result.append("\n");
    }
  }

  /** Names in lower case, one blank before a value and none behind it. */
  private static String plainHead(String head) {
    int firstHeader = head.indexOf('\n') + 1;
    return head.substring(0, firstHeader) + plainHeaders(head.substring(firstHeader));
  }

  private static String plainHeaders(String headers) {
    StringBuilder result = new StringBuilder();
    for (String line : headers.split("(?<=\n)")) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        result.append(line);
      } else {
        String end = line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
        String value = line.substring(colon + 1, line.length() - end.length());
        result
            .append(line.substring(0, colon).toLowerCase(Locale.ROOT))
            .append(": ")
            .append(BLANKS.matcher(value).replaceAll(""))
            .append(end);
      }
    }
    return result.toString();
  }

  /** Appends the joined body to {@code result} and returns what follows the last chunk. */
  private static String joined(String text, StringBuilder result) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int end = text.indexOf("\r\n", at);
      if (end < 0 || !text.substring(at, end).matches("[0-9a-fA-F]+(;.*)?")) {
        result.append("{chunks: ").append(body).append("}{broken off}");
        return text.substring(at);
      }
      int size = Integer.parseInt(text.substring(at, end).split(";")[0], 16);
      if (size == 0) {
        int after = text.startsWith("\r\n", end + 2) ? end + 4 : text.indexOf("\r\n\r\n", end) + 4;
        result.append("{chunks: ").append(body).append("}");
        if (after < 4) {
          result.append("{broken off}");
          return text.substring(end + 2);
        }
        result.append(plainHeaders(text.substring(end + 2, after)));
        return text.substring(after);
      }
      int from = end + 2;
      int to = Math.min(from + size, text.length());
      body.append(text, from, to);
      at = Math.min(to + 2, text.length());
    }
  }
}

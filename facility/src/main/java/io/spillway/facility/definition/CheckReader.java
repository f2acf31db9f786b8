package io.spillway.facility.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a {@code check} line: {@code check tcp|http|https [<method> <target>] …}. Confined to the
 * reading thread.
 */
final class CheckReader {
  private static final int MAX_PORT = 65_535;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final KeywordTable<CheckReader> TABLE = table();

  private int port;
  private boolean tls;
  private boolean verifies;
  private String serverName = "";
  private String host = "";
  private final List<CheckDefinition.StatusRange> expected = new ArrayList<>();

  private static KeywordTable<CheckReader> table() {
    KeywordTable<CheckReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'check' line");
    table.add(
        Keyword.works(
            "port", (check, arguments) -> check.port = arguments.integer("a port", 1, MAX_PORT)));
    table.add(Keyword.works("ssl", (check, arguments) -> check.tls = true));
    table.add(
        Keyword.works("sni", (check, arguments) -> check.serverName = arguments.text("a name")));
    table.add(Keyword.works("host", (check, arguments) -> check.host = arguments.text("a name")));
    table.add(Keyword.works("verify", CheckReader::verify));
    table.add(Keyword.works("expect status", CheckReader::expect));
    return table;
  }

  /** Reads the words after {@code check}. */
  static CheckDefinition read(Arguments arguments) {
    Word kind = arguments.word("'tcp', 'http' or 'https'");
    CheckReader reader = new CheckReader();
    boolean http =
        switch (kind.text()) {
          case "tcp" -> false;
          case "http" -> true;
          case "https" -> {
            reader.tls = true;
            yield true;
          }
          default ->
              throw arguments.error(
                  kind, "'check' supports 'tcp', 'http' and 'https' (got '" + kind + "').");
        };
    String method = "HEAD";
    String target = "/";
    if (http && arguments.peek().matches("[A-Z]+")) {
      method = arguments.text("a method");
      Word word = arguments.word("a path");
      target = word.text();
      if (!target.startsWith("/") && !target.equals("*")) {
        throw arguments.error(word, "'check': '" + word + "' is no path (expected: /...).");
      }
    }
    TABLE.readAll(reader, arguments);
    return reader.build(http, method, target, arguments);
  }

  private CheckDefinition build(boolean http, String method, String target, Arguments arguments) {
    if (!http && port == 0) {
      throw arguments.error("'check tcp' expects 'port' <port>.");
    }
    if (!http && !(host.isEmpty() && expected.isEmpty())) {
      throw arguments.error("'check tcp' knows neither 'host' nor 'expect'.");
    }
    if (!tls && (verifies || !serverName.isEmpty())) {
      throw arguments.error("'check': 'sni' and 'verify' need 'ssl'.");
    }
    if (verifies && serverName.isEmpty()) {
      throw arguments.error("'check': 'verify required' needs 'sni' <name>.");
    }
    if (expected.isEmpty()) {
      expected.add(new CheckDefinition.StatusRange(200, 399));
    }
    return new CheckDefinition(
        http
            ? new CheckDefinition.Http(method, target, host.isEmpty() ? serverName : host, expected)
            : null,
        port > 0 ? port : tls ? HTTPS_PORT : HTTP_PORT,
        tls ? new CheckDefinition.Tls(serverName, verifies) : null);
  }

  private void verify(Arguments arguments) {
    Word word = arguments.word("'none' or 'required'");
    verifies =
        switch (word.text()) {
          case "none" -> false;
          case "required" -> true;
          default ->
              throw arguments.error(
                  word, "'verify' supports 'none' and 'required' (got '" + word + "').");
        };
  }

  private void expect(Arguments arguments) {
    Word word = arguments.word("status codes");
    for (String part : word.text().split(",", -1)) {
      String[] ends = part.split("-", -1);
      if (ends.length > 2
          || !ends[0].matches("[1-5]\\d\\d")
          || !last(ends).matches("[1-5]\\d\\d")) {
        throw arguments.error(
            word, "'expect status' expects codes and ranges as 200,301-308, not '" + word + "'.");
      }
      expected.add(
          new CheckDefinition.StatusRange(Integer.parseInt(ends[0]), Integer.parseInt(last(ends))));
    }
  }

  private static String last(String[] ends) {
    return ends[ends.length - 1];
  }
}

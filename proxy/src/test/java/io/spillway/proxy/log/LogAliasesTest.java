package io.spillway.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.PredefinedVariables;
import io.spillway.rules.LogAlias;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogAliasesTest {
  @TempDir private Path directory;

  private final LogContext context =
      new LogContext(LogIdentity.ofThisProcess(null), ZoneId.systemDefault());

  /** Aliases whose value another process cannot share, or that 2.6 does not know. */
  private static final List<String> NOT_COMPARED = List.of("pid", "OG");

  private static String allAliases(String flags) {
    return LogAliases.ALL.stream()
        .map(LogAlias::name)
        .filter(name -> !NOT_COMPARED.contains(name))
        .map(name -> name + "=%" + flags + name)
        .collect(Collectors.joining("^^"));
  }

  private static Map<String, String> fields(String line) {
    Map<String, String> fields = new HashMap<>();
    for (String field : line.substring(0, line.indexOf("@@")).split("\\^\\^", -1)) {
      int equals = field.indexOf('=');
      fields.put(field.substring(0, equals), field.substring(equals + 1));
    }
    for (String name : List.of("r", "hr", "hs")) {
      fields.computeIfPresent(name, (alias, value) -> decoded(value));
    }
    return fields;
  }

  /** Undoes {@code #22}. */
  private static String decoded(String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) == '#') {
        char c = (char) Integer.parseInt(value.substring(i + 1, i + 3), 16);
        out.append(c == '|' ? '\u00b7' : c);
        i += 2;
      } else {
        out.append(value.charAt(i));
      }
    }
    return out.toString();
  }

  private String rendered(String format, Map<String, String> fields) {
    ByteBuilder out = new ByteBuilder(65535);
    Formats.compile(format).append(new ReplayedRecord(context, fields, 2, 1), out);
    return out.toString().replace("#B7", "#7C");
  }

  @Test
  void everyAliasAndFormatIsWrittenAsHaproxyWritesIt() throws Exception {
    String formats =
        String.join(
            "@@",
            PredefinedVariables.HTTP_LOG_FORMAT,
            PredefinedVariables.TCP_LOG_FORMAT,
            PredefinedVariables.HTTP_CLF_LOG_FORMAT,
            allAliases("{+Q}"),
            allAliases("{+X}"),
            allAliases("{+E}"),
            allAliases("{+Q,+E}"));
    String format = allAliases("") + "@@" + formats.replace("%{+Q}o %{-Q}ci", "%{+Q}o %{-Q}ci");
    for (String line : HaproxyLines.of(format, directory)) {
      assertThat(rendered(format, fields(line)).split("@@")).containsExactly(line.split("@@"));
    }
  }

  @Test
  void halogReadsTheLines() throws Exception {
    String line = HaproxyLines.of(allAliases("") + "@@", directory).get(1);
    Map<String, String> fields = fields(line);
    StringBuilder log = new StringBuilder();
    for (String status : List.of("200", "200", "503")) {
      fields.put("ST", status);
      log.append("Nov 24 02:26:41 localhost haproxy[1]: ");
      log.append(rendered(PredefinedVariables.HTTP_LOG_FORMAT, fields)).append('\n');
    }
    Path file = directory.resolve("log");
    Files.writeString(file, log.toString(), StandardCharsets.ISO_8859_1);
    Process halog =
        new ProcessBuilder("/usr/bin/env", "PATH=/usr/sbin:/usr/bin", "halog", "-st", "-H", "-q")
            .redirectInput(file.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(halog.inputReader().lines().toList()).contains("200 2", "503 1");
  }
}

package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.report.HaproxyReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same text in haproxy and in the reader: the same verdict, in the same words. */
class LanguageComparisonTest {
  private static final Map<String, String> VARIABLES =
      Map.of("A", "aa", "LIST", " x y  z ", "EMPTY", "");

  /** A longer line before, since haproxy 2.6 misreads a default value on the first line. */
  static final String WARMED_UP = ".if 1 # " + "-".repeat(100) + "\n.endif\n";

  @TempDir Path directory;

  @BeforeAll
  static void haproxy() {
    Haproxy.requireInstalled();
  }

  static Stream<String> texts() {
    return Stream.of(
        // Words, quotes and escapes: .notice shows what a word became.
        "",
        "\n",
        "#\n",
        "  # comment \"unmatched\n",
        ".notice plain\n",
        ".notice a\\ b\\#c\\\\d\\te\\rf\n",
        ".notice \"a\\\"b\\'c\\$A\\\\d\\ne\\zf\\ g\\#h\"\n",
        ".notice a\\\"b\\'c\\$A\\q\\x41\\x7e\n",
        ".notice 'a\\nb\"c$A\\'\n",
        ".notice a\"b c\"'d e'f\n",
        ".notice \"it's\"'a \"quote\"'\n",
        ".notice a#b\n",
        ".notice \"a#b\"#c\n",
        ".notice a\tb\n",
        "\t.notice\ta\u000bb\n",
        ".notice a\rb\n",
        ".notice a\r\n",
        ".notice \u0001\u007f\u0080\u00ff\n",
        ".notice a\\\n",
        ".notice \"a\\\"\n",
        ".notice \"unmatched\n",
        ".notice 'unmatched \"\n",
        "   .notice a'\n",
        ".notice a\\xzz\n",
        ".notice a\\x4\n",
        ".notice a\\x\n",
        // Variables.
        ".notice $A\n",
        ".notice ${A}\n",
        ".notice '$A'\n",
        ".notice \"$A\"\n",
        ".notice \"<$A>\"\n",
        ".notice \"<${A}>$A.\"\n",
        ".notice \"${A}${A}\"b\n",
        WARMED_UP + ".notice \"${UNSET-a b}\"\n",
        WARMED_UP + ".notice \"${UNSET-a $A \\\\ b}\"\n",
        WARMED_UP + ".notice \"${EMPTY-a}x\"\n",
        WARMED_UP + ".notice \"${A-}x\"\n",
        ".notice \"x${LIST}x\"\n",
        ".notice \"x${LIST[*]}\"\n",
        ".notice x\"${LIST[*]}\"x\n",
        WARMED_UP + ".notice \"${LIST[*]}\"\n",
        WARMED_UP + ".notice \"${EMPTY[*]}${LIST[*]}\" t\n",
        ".notice \"${A[*]}\"\n",
        WARMED_UP + ".notice \"${UNSET[*]-a}\"\n",
        ".notice \"${.FILE} ${.LINE} ${.SECTION}\"\n",
        ".notice \"$\"\n",
        ".notice \"${}\"\n",
        ".notice \"$1\"\n",
        ".notice \"${1A}\"\n",
        ".notice \"${A\n",
        ".notice \"${A\"\n",
        ".notice \"${A-b\n",
        ".notice \"${A b}\"\n",
        ".notice \"${A[}\"\n",
        ".notice \"${A[*}\"\n",
        ".notice \"${A[*]\"\n",
        ".notice \"$A[*]\"\n",
        // Lines and files.
        ".notice a",
        ".notice a\n#",
        ".notice a\u0000b\n",
        ".notice a\u0000b\n.notice c\n",
        "\u007fELF\u0002\u0001\u0001\u0000\n",
        ".notice " + "a ".repeat(62) + "a\n",
        ".notice " + "a \"b\" ".repeat(40) + "\n",
        ".notice " + "abcdefghi ".repeat(60) + "\"\n",
        ".notice \"" + "abcdefghi ".repeat(60) + "\n",
        "qqqqqqqqqqqqqq web\n",
        "qqqqqqqqqqqqqq web\nqqqqqqqqqqqqqqq\n\"\n",
        // Messages and blocks.
        ".notice\n",
        ".warning a\n",
        ".warning \"a b\"\n.notice b\n",
        ".warning a b\n",
        ".alert a\n.notice b\n",
        ".alert\n",
        ".diag a\n",
        ".qqq a\n",
        ".if 1\n.notice a\n.else\n.notice b\n.endif\n",
        ".if 0\n.notice a\n.else\n.notice b\n.endif\n",
        ".if 0\n.notice a\n.elif 1\n.notice b\n.elif 1\n.notice c\n.else\n.notice d\n.endif\n",
        ".if 1\n.if 0\n.notice a\n.else\n.notice b\n.endif\n.else\n.if 1\n.notice c\n.endif\n.endif\n",
        ".if 0\n.if qqq\n.notice a\n.elif (\n.else\n.notice b\n.endif\n.alert c\n.qqq\nqqq\n.endif\n",
        ".if 0\n\"\n.endif\n",
        ".if\n.notice a\n.else\n.notice b\n.endif\n",
        ".if 1\n",
        ".if 1\n.if 0\n.endif\n\n",
        ".endif\n.notice a\n",
        ".else\n",
        ".elif 1\n",
        ".else a\n",
        ".if 1\n.else\n.else\n.endif\n",
        ".if 1\n.else\n.elif 1\n.endif\n",
        ".if 1\n.endif a\n.notice b\n",
        ".if 0\n.else a\n.notice b\n.endif\n",
        ".if 1\n.notice \"a\n.endif\n",
        condition("defined(A)"),
        condition("defined(UNSET)"),
        condition("defined()"),
        condition("!defined(A) || streq(\"$A\",aa) && strneq(a,b)"),
        condition("1||0&&0"),
        condition("(1||0)&&0"),
        condition("!!1"),
        condition("! 0"),
        condition("!(0||1)"),
        condition("-1"),
        condition("00"),
        condition("2"),
        condition("streq(\"a b\",a\\ b)"),
        condition("streq( a,a)"),
        condition("streq(,)"),
        condition("\"streq('a,b','a,b')\""),
        condition("streq(\\\"a,b\\\",\\\"a,b\\\")"),
        condition("streq(a,b,c)"),
        condition("streq(a,b"),
        condition("defined(A,B)"),
        condition("defined(A)x"),
        condition("1 2"),
        condition("1  \"a b\""),
        condition("1)"),
        condition("(1"),
        condition("qqq"),
        condition("qqq(1)"),
        condition("1 && qqq"),
        condition("1 & 1"),
        condition("version_atleast(1.5)"),
        condition("version_before(1.5)"),
        condition("version_before(99)"),
        condition("version_atleast(99-dev1)"),
        condition("feature(QQQ)"),
        // The environment.
        "global\n setenv A b\n.notice \"$A ${.SECTION}\"\n unsetenv A\n.notice \"<$A>\"\n",
        "global\n presetenv A b\n presetenv C d\n.notice \"$A $C\"\n",
        "global\n resetenv A\n.notice \"$A<$LIST>\"\n",
        "global\n setenv\n setenv A\n presetenv A\n unsetenv\n setenv A=B c\n",
        "global\n.if 0\n setenv A b\n.endif\n.notice \"$A\"\n",
        "global\n no setenv A b\n",
        // Sections.
        "global\n qqqqqqqqqqqqqqqqq\n\nglobal\n maxconn\n qqqqqqqqqqqqqqqqqqq 1\n");
  }

  private static String condition(String condition) {
    return ".if " + condition + "\n.warning yes\n.endif\n";
  }

  @ParameterizedTest
  @MethodSource("texts")
  void bothSayTheSame(String text) throws Exception {
    assertThat(spillway(text)).isEqualTo(haproxyMessages(directory, text));
  }

  static String haproxyMessages(Path directory, String text) throws Exception {
    String output = Haproxy.check(directory, text, VARIABLES).output();
    return output
        .replaceFirst("version is .*", "version is VERSION")
        .replace("Warnings were found.\n", "")
        .replaceFirst("(?s)Configuration file (is valid|has no error).*", "");
  }

  static String spillway(String text) {
    Diagnostics diagnostics = new Diagnostics();
    KeywordTable<Object> global = new KeywordTable<>(KeywordClass.GLOBAL, "'global' section");
    global.add(
        Keyword.works(
            "maxconn",
            (_, arguments) -> {
              if (!arguments.hasNext()) {
                throw arguments.error("'maxconn' expects an integer argument.");
              }
            }));
    ProgramFacts facts =
        new ProgramFacts("2.6.12", Set.of("OPENSSL"), Set.of(), "OpenSSL 3.0", "3.0.19", "");
    List<Section> sections =
        new ConfigurationReader(
                new DiskFiles(), new Environment(VARIABLES), facts, List.of("global", "frontend"))
            .readText("c.cfg", text, diagnostics);
    for (Section section : sections) {
      section.directives().forEach(d -> global.read(new Object(), d, diagnostics));
    }
    String report =
        new HaproxyReport(99999999, "haproxy", "VERSION", "/usr/sbin/haproxy", false)
            .text(diagnostics);
    return report.replace("(99999999)", "(PID)");
  }
}

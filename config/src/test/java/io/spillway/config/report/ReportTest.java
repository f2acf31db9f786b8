package io.spillway.config.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.ProgramFacts;
import io.spillway.config.Section;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final HaproxyReport HAPROXY =
      new HaproxyReport(7, "haproxy", "3.4.0", "/usr/sbin/haproxy", false);

  private final Diagnostics diagnostics = new Diagnostics();
  private final ConfigurationReader reader =
      new ConfigurationReader(
          new DiskFiles(),
          new Environment(Map.of()),
          ProgramFacts.ofVersion("3.4.0"),
          List.of("global"));

  private void read(String text) {
    KeywordTable<Object> table = new KeywordTable<>(KeywordClass.GLOBAL, "'global' section");
    table.add(Keyword.works("maxconn", (_, arguments) -> arguments.text("a number")));
    for (Section section : reader.readText("a.cfg", text, diagnostics)) {
      section.directives().forEach(d -> table.read(new Object(), d, diagnostics));
    }
  }

  @Test
  void haproxysFormTellsEachFileInTheOrderOfItsLines() {
    read("global\n\tmaxconm 5\n\t\"\n\tmaxconn\n");
    diagnostics.add(
        Diagnostic.ofConfiguration(
            Severity.WARNING, new SourcePosition("a.cfg", 1, 1), "missing timeouts."));
    assertThat(HAPROXY.text(diagnostics))
        .isEqualTo(
            """
            [NOTICE]   (7) : haproxy version is 3.4.0
            [NOTICE]   (7) : path to executable is /usr/sbin/haproxy
            [ALERT]    (7) : config : parsing [a.cfg:2] : unknown keyword 'maxconm' in 'global' section; did you mean 'maxconn' maybe ?
            [ALERT]    (7) : config : parsing [a.cfg:3]: unmatched quote at position 2:
              "
              ^
            [ALERT]    (7) : config : parsing [a.cfg:4] : 'maxconn' expects a number.
            [ALERT]    (7) : config : Error(s) found in configuration file : a.cfg
            [WARNING]  (7) : config : missing timeouts.
            [ALERT]    (7) : config : Fatal errors found in configuration.
            """);
  }

  @Test
  void aValidConfigurationIsSilent() {
    read("global\n maxconn 5\n");
    assertThat(HAPROXY.text(diagnostics)).isEmpty();
    assertThat(JsonReport.array(diagnostics)).isEqualTo("[]\n");
  }

  @Test
  void theSourceFormMarksTheWord() {
    read("global\n\tmaxconm 5\n");
    assertThat(new SourceReport(reader::lineAt, false).text(diagnostics))
        .isEqualTo(
            """
            a.cfg:2:2: error: unknown keyword 'maxconm' in 'global' section; did you mean 'maxconn' maybe ?
              2 |  maxconm 5
                |  ^~~~~~~
                = instead: maxconn
            """);
  }

  @Test
  void coloursComeOnlyWhenAskedFor() {
    read("global\n maxconm 5\n");
    assertThat(new SourceReport(reader::lineAt, false).text(diagnostics)).doesNotContain("\u001b");
    assertThat(new SourceReport(reader::lineAt, true).text(diagnostics))
        .contains("\u001b[1;31merror\u001b[0m");
  }

  @Test
  void jsonEscapesAndIsInUnicode() {
    read("global\n q\u00c3\u00a9\"\\\n");
    read(".notice \"a\\\"\\x01\\tb\"\n");
    assertThat(JsonReport.lines(diagnostics))
        .isEqualTo(
            """
            {"severity":"notice","file":"a.cfg","line":1,"column":1,"message":"'a\\"\\u0001\\tb'."}
            {"severity":"alert","file":"a.cfg","line":2,"column":5,"message":"unmatched quote at position 5:"}
            """);
  }

  @Test
  void wordsOfHaproxyThatAreMissingAreToldApartFromUnknownAndRemovedOnes() {
    read("global\n lua-load x\n qqqqqqqqqqq\n nbproc 2\n");
    assertThat(diagnostics.all())
        .extracting(Diagnostic::message)
        .containsExactly(
            "'lua-load' in 'global' section: this keyword of HAProxy's is not implemented in"
                + " Spillway.",
            "unknown keyword 'qqqqqqqqqqq' in 'global' section",
            "the 'nbproc' directive is not supported any more since HAProxy 2.5. Threads are used"
                + " on multi-processor machines without it.");
  }
}

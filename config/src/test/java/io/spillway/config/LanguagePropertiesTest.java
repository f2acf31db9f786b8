package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.spillway.config.report.HaproxyReport;
import io.spillway.config.report.JsonReport;
import io.spillway.config.report.SourceReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LanguagePropertiesTest {
  private static final Map<String, String> VARIABLES = Map.of("A", "aa", "L", " x y ", "E", "");

  private static List<Section> read(String text, Diagnostics diagnostics) {
    return reader().readText("t.cfg", text, diagnostics);
  }

  private static ConfigurationReader reader() {
    return new ConfigurationReader(
        new DiskFiles(),
        new Environment(VARIABLES),
        ProgramFacts.ofVersion("3.4.0"),
        List.of("global", "frontend"));
  }

  @Provide
  Arbitrary<String> anyText() {
    return Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(200);
  }

  @Provide
  Arbitrary<String> likelyText() {
    return Arbitraries.of(
            "global",
            "frontend",
            ".if",
            ".elif",
            ".else",
            ".endif",
            ".notice",
            "setenv",
            "no",
            "\n",
            "\n",
            "\n",
            " ",
            " ",
            "\"",
            "'",
            "\\",
            "$",
            "{",
            "}",
            "${A}",
            "\"${L[*]}\"",
            "[*]",
            "-",
            "(",
            ")",
            "!",
            "&&",
            "||",
            "1",
            "0",
            "streq(",
            ",",
            "defined(A)",
            "#",
            "\\x4",
            "\r")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }

  @Property
  void readingAnyBytesEndsWithSectionsAndDiagnostics(@ForAll("anyText") String text) {
    readAndReport(text);
  }

  @Property
  void readingAnyLikelyTextEndsWithSectionsAndDiagnostics(@ForAll("likelyText") String text) {
    readAndReport(text);
  }

  private static void readAndReport(String text) {
    Diagnostics diagnostics = new Diagnostics();
    ConfigurationReader reader = reader();
    List<Section> sections = reader.readText("t.cfg", text, diagnostics);
    assertThat(sections).allSatisfy(s -> assertThat(s.kind()).isIn("global", "frontend"));
    assertThat(sections.stream().flatMap(s -> s.directives().stream()))
        .allSatisfy(d -> assertThat(d.words()).hasSizeLessThanOrEqualTo(64));
    assertThat(
            sections.stream()
                .flatMap(s -> s.directives().stream())
                .flatMap(d -> d.words().stream()))
        .allSatisfy(w -> assertThat(w.text()).isNotEmpty());
    assertThat(diagnostics.inOrder()).containsExactlyInAnyOrderElementsOf(diagnostics.all());
    new HaproxyReport(1, "haproxy", "3.4.0", "/haproxy", true).text(diagnostics);
    new SourceReport(reader::lineAt, true).text(diagnostics);
    assertThat(JsonReport.lines(diagnostics).lines()).hasSize(diagnostics.all().size());
  }

  @Property
  void quotedWordsReadAsWhatTheyWere(@ForAll("words") List<String> words) {
    String line = words.stream().map(Word::quote).collect(Collectors.joining(" "));
    Diagnostics diagnostics = new Diagnostics();
    List<Section> sections = read("global\nqqq " + line + "\n", diagnostics);
    assertThat(diagnostics.all()).isEmpty();
    List<String> read = new ArrayList<>();
    sections.getFirst().directives().getFirst().words().forEach(w -> read.add(w.text()));
    assertThat(read.subList(1, read.size())).isEqualTo(words);
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.strings()
        .withCharRange('\u0001', '\u00ff')
        .withChars('"', '\'', '\\', '$', '{', '}', '#', ' ', '\n')
        .ofMinLength(1)
        .ofMaxLength(12)
        .list()
        .ofMaxSize(20);
  }

  @Property
  void theWordsBehindAPositionBeginThere(@ForAll("words") List<String> words) {
    StringBuilder line = new StringBuilder("qqq");
    List<Integer> columns = new ArrayList<>();
    for (String word : words) {
      line.append("  ");
      columns.add(line.length() + 1);
      line.append(Word.quote(word));
    }
    List<Word> read =
        read("global\n" + line + "\n", new Diagnostics())
            .getFirst()
            .directives()
            .getFirst()
            .words();
    assertThat(read.stream().skip(1).map(w -> w.position().column())).isEqualTo(columns);
  }

  @Property
  void aVersionIsAtLeastItselfAndBeforeTheNext(
      @ForAll("numbers") int major, @ForAll("numbers") int minor, @ForAll("numbers") int patch) {
    String version = major + "." + minor + "." + patch;
    assertThat(holds("version_atleast(" + version + ")", version)).isTrue();
    assertThat(holds("version_before(" + version + ")", version)).isFalse();
    assertThat(holds("version_before(" + major + "." + (minor + 1) + "-dev1)", version)).isTrue();
    assertThat(holds("version_atleast(" + version + "-dev3)", version)).isTrue();
  }

  @Provide
  Arbitrary<Integer> numbers() {
    return Arbitraries.integers().between(0, 100);
  }

  private static boolean holds(String condition, String version) {
    Diagnostics diagnostics = new Diagnostics();
    new ConfigurationReader(
            new DiskFiles(),
            new Environment(Map.of()),
            ProgramFacts.ofVersion(version),
            List.of("global"))
        .readText("t.cfg", ".if " + condition + "\n.warning yes\n.endif\n", diagnostics);
    return diagnostics.all().size() == 1;
  }
}

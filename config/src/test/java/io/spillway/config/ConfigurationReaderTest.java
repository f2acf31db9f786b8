package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
  private static final ProgramFacts FACTS =
      new ProgramFacts(
          "3.4.0", Set.of("OPENSSL", "EPOLL"), Set.of("EPOLL"), "OpenSSL 3.0.19", "3.0.19", "");

  private final Diagnostics diagnostics = new Diagnostics();
  private final Environment environment =
      new Environment(Map.of("A", "aa", "LIST", "x  y", "EMPTY", ""));
  private final ConfigurationReader reader =
      new ConfigurationReader(
          new DiskFiles(), environment, FACTS, List.of("global", "defaults", "frontend"));

  @TempDir Path directory;

  private List<Section> read(String text) {
    return reader.readText("t.cfg", text, diagnostics);
  }

  private List<String> words(String line) {
    return read("global\n" + line + "\n").getFirst().directives().stream()
        .flatMap(directive -> directive.words().stream())
        .map(Word::text)
        .toList();
  }

  private String messages() {
    return diagnostics.all().stream()
        .map(d -> d.position() + " " + d.message())
        .collect(Collectors.joining("\n"));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void linesBecomeWordsWithPositions() {
    Section section = read("global\n maxconn \"$A\" # x\n").getFirst();
    assertThat(section.kind()).isEqualTo("global");
    Word word = section.directives().getFirst().words().get(1);
    assertThat(word).isEqualTo(new Word("aa", new SourcePosition("t.cfg", 2, 10)));
    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void sectionsKeepTheirOrderTheirNameAndTheirLines() {
    List<Section> sections = read("\nglobal\n a\n\nfrontend web from x\n b c\n d\nfrontend b\n");
    assertThat(sections)
        .extracting(s -> s.header().stream().map(Word::text).toList())
        .isEqualTo(
            List.of(
                List.of("global"),
                List.of("frontend", "web", "from", "x"),
                List.of("frontend", "b")));
    assertThat(sections).extracting(s -> s.directives().size()).containsExactly(1, 2, 0);
    assertThat(sections.get(1).position()).hasToString("t.cfg:5");
  }

  @Test
  void bytesOfAnyEncodingReachTheWords() throws IOException {
    Path file = directory.resolve("a.cfg");
    Files.write(
        file,
        new byte[] {
          'g', 'l', 'o', 'b', 'a', 'l', '\n', ' ', (byte) 0xff, (byte) 0xc3, (byte) 0xa9, '\n'
        });
    Section section = reader.read(List.of(file.toString()), diagnostics).getFirst();
    Word word = section.directives().getFirst().words().getFirst();
    assertThat(word.bytes()).containsExactly(0xff, 0xc3, 0xa9);
    assertThat(Word.decode(word.text().substring(1))).isEqualTo("\u00e9");
  }

  @Test
  void aVariableOfSeveralWordsBecomesThemAndAnEmptyOneNone() {
    assertThat(words("a \"${LIST[*]}\" b")).containsExactly("a", "x", "y", "b");
    assertThat(words("a p\"${LIST[*]}\"s b")).containsExactly("a", "px", "ys", "b");
    assertThat(words("a \"${EMPTY[*]}\" b")).containsExactly("a", "b");
    assertThat(words("a \"${UNSET[*]}\" b")).containsExactly("a", "b");
    assertThat(words("a \"${UNSET[*]-c  d}\"")).containsExactly("a", "c", "d");
    assertThat(diagnostics.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a \"\"", "a '' b", "a \"$EMPTY\"", "a \"${UNSET}\" b", "\"\""})
  void anEmptyWordIsRefused(String line) {
    assertThat(words(line)).isEmpty();
    assertThat(messages()).startsWith("t.cfg:2 argument number ").contains("is empty");
  }

  @Test
  void directoriesGiveTheirCfgFilesInTheOrderOfTheirNames() throws IOException {
    write("b.cfg", "frontend b\n");
    write("a.cfg", "frontend a\n");
    write(".hidden.cfg", "frontend hidden\n");
    write("c.txt", "frontend c\n");
    Path extra = Files.createDirectory(directory.resolve("extra"));
    Files.writeString(extra.resolve("z.cfg"), "frontend \"$HAPROXY_CFGFILES\"\n");
    List<Section> sections =
        reader.read(List.of(directory.toString(), extra.resolve("z.cfg").toString()), diagnostics);
    assertThat(sections)
        .extracting(s -> s.header().get(1).text())
        .containsExactly(
            "a", "b", directory + "/a.cfg;" + directory + "/b.cfg;" + directory + "/extra/z.cfg");
    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void aMissingFileIsNamedAndTheOthersAreRead() throws IOException {
    Path good = write("good.cfg", "global\n");
    List<Section> sections =
        reader.read(List.of(directory + "/missing.cfg", good.toString()), diagnostics);
    assertThat(sections).hasSize(1);
    assertThat(diagnostics.failed()).isTrue();
    assertThat(messages())
        .endsWith(
            "Cannot open configuration file/directory "
                + directory
                + "/missing.cfg : No such file or directory");
  }

  @Test
  void allErrorsOfAllFilesAreTold() throws IOException {
    Path one = write("1.cfg", "global\n a \"\n b '\nfoo\n");
    Path two = write("2.cfg", "x\nglobal\n a");
    reader.read(List.of(one.toString(), two.toString()), diagnostics);
    assertThat(diagnostics.files()).containsExactly(one.toString(), two.toString());
    assertThat(diagnostics.of(one.toString()))
        .extracting(d -> d.position().line())
        .containsExactly(2, 3);
    assertThat(diagnostics.of(two.toString()))
        .extracting(d -> d.position().line())
        .containsExactly(1, 3);
  }

  @Test
  void readingEndsForGoodAtAnAlertOfTheConfiguration() throws IOException {
    Path one = write("1.cfg", "global\n a\n.alert no\n b\n");
    Path two = write("2.cfg", "x\n");
    List<Section> sections = reader.read(List.of(one.toString(), two.toString()), diagnostics);
    assertThat(sections.getFirst().directives()).hasSize(1);
    assertThat(diagnostics.aborted()).isTrue();
    assertThat(diagnostics.all()).hasSize(1);
  }

  @Test
  void aSectionThatIsNotImplementedIsRefusedOnceWithAllItsLines() {
    List<Section> sections = read("resolvers dns\n nameserver a b\n c\nfrontend x\n d\n");
    assertThat(sections).hasSize(1);
    assertThat(messages())
        .isEqualTo("t.cfg:1 'resolvers' sections are not implemented in Spillway.");
  }

  @Test
  void aSectionThatNoLongerExistsIsRefusedWithAnAdvice() {
    assertThat(read("program x\n command y\n")).isEmpty();
    assertThat(messages()).startsWith("t.cfg:1 'program' sections no longer exist");
  }

  @Test
  void aMistypedSectionIsToldWithTheNearest() {
    assertThat(read("frontnd web\n")).isEmpty();
    assertThat(messages())
        .isEqualTo(
            "t.cfg:1 unknown keyword 'frontnd' out of section; did you mean 'frontend' maybe ?");
    assertThat(diagnostics.all().getFirst().suggestion()).isEqualTo("frontend");
  }

  @Test
  void theEnvironmentChangesFromTheNextLineOnAndLeavesNoDirective() {
    List<Section> sections =
        read(
            "global\n setenv A b\n presetenv A c\n x \"$A\"\nfrontend f\n setenv A d\n y \"$A\"\n");
    assertThat(sections.getFirst().directives()).hasSize(1);
    assertThat(sections.getFirst().directives().getFirst().words().get(1).text()).isEqualTo("b");
    assertThat(sections.get(1).directives()).hasSize(2);
    assertThat(sections.get(1).directives().get(1).words().get(1).text()).isEqualTo("b");
    assertThat(environment.get("A")).isEqualTo("b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "defined(A);true",
        "feature(OPENSSL);true",
        "feature(QUIC);false",
        "enabled(EPOLL);true",
        "enabled(KQUEUE);false",
        "strstr(abc,bc);true",
        "strstr(abc,cb);false",
        "version_atleast(3.4);true",
        "version_atleast(3.4-dev5);true",
        "version_before(3.4);false",
        "version_before(3.5-dev1);true",
        "version_atleast(3.4.0-1);false",
        "openssl_version_atleast(1.1.1w);true",
        "openssl_version_before(3.0.20);true",
        "ssllib_name_startswith(OpenSSL);true",
        "ssllib_name_startswith(AWS-LC);false",
        "awslc_api_atleast(1);false",
        "awslc_api_before(1);false",
        "streq(\"a b\",'a b') # c;none",
        "streq(\"a b\",'a b');true",
        "!(1 && 0) || 0;true",
        "qqq;none",
        "\";none"
      })
  void oneConditionCanBeEvaluated(String condition, String expected) {
    assertThat(reader.evaluate(condition, diagnostics).map(String::valueOf).orElse("none"))
        .isEqualTo(expected);
    assertThat(diagnostics.failed()).isEqualTo(expected.equals("none"));
  }

  @Test
  void deeplyNestedConditionsAreRefusedRatherThanFollowed() {
    assertThat(reader.evaluate("(".repeat(100_000), diagnostics)).isEmpty();
    assertThat(messages()).contains("too many nested parentheses");
  }

  @Test
  void predefinedVariablesCanBeUsedAndReplaced() {
    PredefinedVariables.define(environment, "3.4", "3.4.0", "lb1", true);
    assertThat(words("x \"$HAPROXY_BRANCH $HAPROXY_LOCALPEER $HAPROXY_MWORKER\""))
        .containsExactly("x", "3.4 lb1 1");
    assertThat(words("log-format \"$HAPROXY_TCP_LOG_FMT a\"").get(1))
        .isEqualTo("%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq a");
    PredefinedVariables.define(environment, "3.4", "3.4.0", "lb1", false);
    assertThat(environment.get("HAPROXY_MWORKER")).isNull();
  }

  @Test
  void theLocalPeerIsCalledAsTheConfigurationSays() {
    PredefinedVariables.define(environment, "3.4", "3.4.0", "host", false);
    read("global\n localpeer a\n setenv X \"<$HAPROXY_LOCALPEER>\"\n");
    assertThat(environment.get("X")).isEqualTo("<a>");
    read("peers p\nglobal\n localpeer b\n");
    assertThat(environment.get("HAPROXY_LOCALPEER")).isEqualTo("a");
  }

  @Test
  void aLocalPeerThatIsKeptIsNotCalledOtherwise() {
    PredefinedVariables.define(environment, "3.4", "3.4.0", "given", false);
    reader.keepLocalPeer();
    read("global\n localpeer a\n");
    assertThat(environment.get("HAPROXY_LOCALPEER")).isEqualTo("given");
  }

  @Test
  void theTextOfALineCanBeShown() {
    read("global\r\n a b\n");
    assertThat(reader.lineAt(new SourcePosition("t.cfg", 2, 1))).isEqualTo(" a b");
    assertThat(reader.lineAt(new SourcePosition("t.cfg", 3, 1))).isNull();
    assertThat(reader.lineAt(new SourcePosition("u.cfg", 1, 1))).isNull();
    assertThat(reader.lineAt(new SourcePosition("t.cfg", 0, 0))).isNull();
  }
}

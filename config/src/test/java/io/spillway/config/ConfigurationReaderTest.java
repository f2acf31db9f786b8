package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationReaderTest {
  private final Diagnostics diagnostics = new Diagnostics();

  private List<Section> read(String text) {
    return new ConfigurationReader(
            new DiskFiles(),
            new Environment(Map.of("A", "aa")),
            ProgramFacts.ofVersion("3.4.0"),
            List.of("global", "frontend"))
        .readText("t.cfg", text, diagnostics);
  }

  @Test
  void linesBecomeWordsWithPositions() {
    Section section = read("global\n maxconn \"$A\" # x\n").getFirst();
    assertThat(section.kind()).isEqualTo("global");
    Word word = section.directives().getFirst().words().get(1);
    assertThat(word).isEqualTo(new Word("aa", new SourcePosition("t.cfg", 2, 10)));
    assertThat(diagnostics.all()).isEmpty();
  }
}

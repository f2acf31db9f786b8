package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeywordTableTest {
  private final Diagnostics diagnostics = new Diagnostics();
  private final KeywordTable<List<String>> table =
      new KeywordTable<>(KeywordClass.PROXY, "'frontend' section");

  @BeforeEach
  void keywords() {
    for (String name :
        List.of(
            "mode",
            "timeout client",
            "timeout connect",
            "option httplog",
            "option accept-unsafe-violations-in-http-request")) {
      table.add(
          Keyword.works(
              name, (read, arguments) -> read.add(name + arguments.rest() + arguments.polarity())));
    }
  }

  private List<String> read(String line) {
    List<String> read = new ArrayList<>();
    new ConfigurationReader(
            new DiskFiles(),
            new Environment(Map.of()),
            ProgramFacts.ofVersion("3.4.0"),
            List.of("frontend"))
        .readText("t.cfg", "frontend f\n" + line + "\n", diagnostics)
        .forEach(s -> s.directives().forEach(d -> table.read(read, d, diagnostics)));
    return read;
  }

  private String message() {
    assertThat(diagnostics.all()).hasSize(1);
    return diagnostics.all().getFirst().message();
  }

  @Test
  void theLongestNameIsRead() {
    assertThat(read("timeout client 5s")).containsExactly("timeout client[5s]SET");
    assertThat(read("no option httplog")).containsExactly("option httplog[]NO");
    assertThat(diagnostics.all()).isEmpty();
  }

  @Test
  void aMistypedKeywordIsToldWithTheNearest() {
    assertThat(read("mod http")).isEmpty();
    assertThat(message())
        .isEqualTo("unknown keyword 'mod' in 'frontend' section; did you mean 'mode' maybe ?");
  }

  @Test
  void aMistypedOptionIsToldWithTheNearest() {
    read("option httplo");
    assertThat(message()).isEqualTo("unknown option 'httplo'; did you mean 'httplog' maybe ?");
  }

  @Test
  void aMemberThatAGroupDoesNotHaveIsToldWithAllOfThem() {
    read("timeout qqqqqqqqq 5s");
    assertThat(message()).isEqualTo("'timeout' supports 'client' and 'connect' (got 'qqqqqqqqq')");
  }

  @Test
  void aMemberThatHaproxyHasIsNotImplemented() {
    read("timeout tunnel 5s");
    assertThat(message())
        .isEqualTo(
            "'timeout tunnel' in 'frontend' section: this keyword of HAProxy's is not implemented"
                + " in Spillway.");
  }

  @Test
  void aRemovedWordNamesItsReplacement() {
    read("timeout clitimeout 5s");
    assertThat(message()).endsWith("since HAProxy 2.1. Use 'timeout client'.");
  }

  @Test
  void aRenamedOptionWorksWithAWarning() {
    assertThat(read("option accept-invalid-http-request"))
        .containsExactly("option accept-unsafe-violations-in-http-request[]SET");
    assertThat(diagnostics.failed()).isFalse();
    assertThat(message()).contains("is deprecated");
  }

  @Test
  void aNameIsTakenOnce() {
    assertThatThrownBy(() -> table.add(Keyword.works("mode", (_, _) -> {})))
        .isInstanceOf(IllegalStateException.class);
  }
}

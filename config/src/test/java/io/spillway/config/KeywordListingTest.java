package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeywordListingTest {
  @TempDir Path directory;

  private final KeywordCatalog catalog = new KeywordCatalog();
  private final KeywordListing listing = new KeywordListing(catalog);

  @Test
  void configurationKeywordsStandUnderTheirSection() {
    KeywordTable<Object> table = new KeywordTable<>(KeywordClass.SERVER, "'server' line");
    table.add(Keyword.works("weight", (_, _) -> {}));
    catalog.add(table);
    catalog.add(KeywordClass.PROXY, "option abortonclose", KeywordState.WORKS);
    catalog.add(KeywordClass.PROXY, "mode", KeywordState.WORKS);
    assertThat(listing.list("cfg"))
        .startsWith(
            """
            # List of registered configuration keywords:
            global
            \tpresetenv
            \tresetenv
            \tsetenv
            \tunsetenv
            listen
            \tmode
            \tserver <name> <addr> weight +1
            \toption abortonclose [ FE BE ]
            userlist
            """);
  }

  @Test
  void anUnknownClassIsEmpty() {
    assertThat(listing.list("foo")).isEmpty();
  }

  @Test
  void everyKeywordOfTheReferenceHasAState() {
    catalog.add(
        KeywordClass.GLOBAL, "tune.maxaccept", KeywordState.accepted("there is no such loop."));
    assertThat(listing.states(""))
        .contains(
            "setenv: works\n",
            "tune.maxaccept: accepted, no effect here, because there is no such loop.\n",
            "lua-load: not implemented\n");
    catalog.add(KeywordClass.GLOBAL, "setcap", KeywordState.refused("it cannot be done"));
    assertThat(listing.states("setcap"))
        .isEqualTo("# global\nsetcap: refused, because it cannot be done\n");
    assertThat(listing.list("cfg")).doesNotContain("setcap");
    assertThat(listing.states("no such loop"))
        .isEqualTo(
            "# global\ntune.maxaccept: accepted, no effect here, because there is no such loop.\n");
    assertThat(catalog.stateOf(KeywordClass.PROXY, "mode")).isEqualTo(KeywordState.NOT_IMPLEMENTED);
    assertThat(catalog.stateOf(KeywordClass.PROXY, "mod")).isNull();
  }

  @Test
  void theListingsHaveTheFormOfHaproxys() throws Exception {
    Haproxy.requireInstalled();
    for (KeywordClass keywordClass : KeywordClass.values()) {
      for (Reference.Entry entry : Reference.entries(keywordClass)) {
        if (!entry.isUnlisted()
            && KeywordState.NOT_IMPLEMENTED.equals(catalog.stateOf(keywordClass, entry.name()))) {
          catalog.add(keywordClass, entry.name(), KeywordState.WORKS);
        }
      }
    }
    List<String> ours = listing.list("all").lines().toList();
    List<String> theirs =
        Haproxy.run(directory, Map.of(), "-dKall", "-q", "-c", "-f", "/dev/null")
            .output()
            .lines()
            .toList();
    assertThat(listing.list("foo,help,svc"))
        .isEqualTo(
            Haproxy.run(directory, Map.of(), "-dKfoo,help,svc", "-q", "-c", "-f", "/dev/null")
                .output());
    assertThat(theirs).hasSizeGreaterThan(1000);
    assertThat(ours).containsAll(theirs.stream().filter(line -> line.startsWith("#")).toList());
    // Words of the older version that the language no longer has, or has with other arguments.
    assertThat(theirs.stream().filter(line -> !ours.contains(line)).count())
        .isLessThan(theirs.size() / 10);
  }
}

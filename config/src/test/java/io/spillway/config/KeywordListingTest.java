package io.spillway.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeywordListingTest {
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
    assertThat(listing.states())
        .contains(
            "setenv: works\n",
            "tune.maxaccept: accepted, no effect here, because there is no such loop.\n",
            "lua-load: not implemented\n");
    assertThat(catalog.stateOf(KeywordClass.PROXY, "mode")).isEqualTo(KeywordState.NOT_IMPLEMENTED);
    assertThat(catalog.stateOf(KeywordClass.PROXY, "mod")).isNull();
  }
}

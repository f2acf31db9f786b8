package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostic;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.KeywordCatalog;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordState;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Settings;
import io.spillway.config.Severity;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.http.ErrorPage;
import io.spillway.net.NameResolver;
import io.spillway.proxy.cache.CacheRegistry;
import io.spillway.proxy.resolve.ResolversRegistry;
import io.spillway.proxy.table.StickTables;
import io.spillway.rules.PatternLists;
import io.spillway.rules.RuleContext;
import io.spillway.rules.RuleRegistry;
import io.spillway.rules.UserList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The second stage of reading a configuration: sections become definitions, and what is wrong with
 * them is told, all of it in one pass. Confined to one thread; makes one configuration at a time.
 */
public final class ConfigurationLoader {
  /** The kinds of sections that are read. */
  public static final Set<String> SECTION_KINDS =
      Set.of(
          "global",
          "defaults",
          "frontend",
          "backend",
          "listen",
          "resolvers",
          "userlist",
          "http-errors",
          "cache",
          "log-profile",
          "crt-store",
          "peers");

  private static final Set<String> NEGATABLE =
      Set.of(
          "option",
          "log",
          "busy-polling",
          "set-dumpable",
          "strict-limits",
          "insecure-fork-wanted",
          "numa-cpu-mapping");

  private static final class Tables {
    private static final KeywordTable<GlobalSection> GLOBAL = globalTable();
    private static final KeywordTable<ProxySection> PROXY = proxyTable();
  }

  private final RuleRegistry registry;
  private final RuleContext.Surroundings surroundings;
  private final NameResolver resolver;
  private final boolean toleratesUnresolved;
  private final FacilityTiers tiers;
  private @Nullable String localPeer;

  /**
   * A loader.
   *
   * @param registry the words of the rule language
   * @param surroundings what rules take from outside
   * @param resolver finds the addresses of servers that are written as names
   * @param toleratesUnresolved whether a server whose name has no address starts in maintenance
   *     rather than being an error
   * @param tiers gives servers the tier of their facility
   */
  public ConfigurationLoader(
      RuleRegistry registry,
      RuleContext.Surroundings surroundings,
      NameResolver resolver,
      boolean toleratesUnresolved,
      FacilityTiers tiers) {
    this.tiers = tiers;
    this.registry = registry;
    this.surroundings = surroundings;
    this.resolver = resolver;
    this.toleratesUnresolved = toleratesUnresolved;
  }

  /** What this process is called among peers: {@code -L}; null for what the configuration says. */
  public ConfigurationLoader localPeer(@Nullable String name) {
    localPeer = name;
    return this;
  }

  private static KeywordTable<GlobalSection> globalTable() {
    KeywordTable<GlobalSection> table = new KeywordTable<>(KeywordClass.GLOBAL, "'global' section");
    table.addAll(GlobalKeywords.keywords());
    table.addAll(ExternalCheckKeywords.globalKeywords());
    table.addAll(Tuning.keywords());
    table.addAll(InternalTuning.keywords());
    table.addAll(HeaderCaseKeywords.keywords());
    table.addAll(StoppingKeywords.keywords());
    table.addAll(StatusKeywords.keywords());
    table.addAll(Leniency.keywords());
    table.addAll(UnsupportedKeywords.globalKeywords());
    table.addAll(CompressionTuning.keywords());
    table.addAll(HttpClientKeywords.keywords());
    table.addAll(AcmeKeywords.keywords());
    table.addAll(UnixBind.keywords());
    table.addAll(GlobalVariables.keywords());
    table.addAll(ServerStateKeywords.globalKeywords());
    table.addAll(Http2Tuning.keywords());
    table.addAll(GlobalTls.keywords());
    table.addAll(ExtraFileKeywords.keywords());
    table.addAll(OcspKeywords.keywords());
    return table;
  }

  private static KeywordTable<ProxySection> proxyTable() {
    KeywordTable<ProxySection> table = new KeywordTable<>(KeywordClass.PROXY, "proxy section");
    table.addAll(Mode.keywords());
    table.addAll(Timeouts.keywords());
    table.addAll(Options.keywords());
    table.addAll(Limits.keywords());
    table.addAll(BalanceKeywords.keywords());
    table.addAll(BindKeywords.keywords());
    table.addAll(CertificateOrders.proxyWords());
    table.addAll(ServerLines.keywords());
    table.addAll(TierKeywords.keywords());
    table.addAll(ServerStateKeywords.keywords());
    table.addAll(CheckKeywords.keywords());
    table.addAll(ProtocolCheckKeywords.keywords());
    table.addAll(ExternalCheckKeywords.keywords());
    table.addAll(RetryKeywords.keywords());
    table.addAll(ForwardingKeywords.keywords());
    table.addAll(MonitorKeywords.keywords());
    table.addAll(ErrorFiles.keywords());
    table.addAll(LogKeywords.keywords());
    table.addAll(MailKeywords.keywords());
    table.addAll(UniqueIdKeywords.keywords());
    table.addAll(StatsKeywords.keywords());
    table.addAll(DashboardKeywords.keywords());
    table.addAll(RuleKeywords.keywords());
    table.addAll(CompressionKeywords.keywords());
    table.addAll(FilterKeywords.keywords());
    table.addAll(CookieKeywords.keywords());
    table.addAll(TableKeywords.keywords());
    table.addAll(StickKeywords.keywords());
    table.addAll(ProxyKeywords.keywords());
    return table;
  }

  /** Adds the keywords of all sections and lines that are read here to {@code catalog}. */
  public static void register(KeywordCatalog catalog) {
    catalog.add(Tables.GLOBAL);
    catalog.add(Tables.PROXY);
    catalog.add(BindKeywords.table());
    catalog.add(ServerLines.table());
    CertificateLists.register(catalog);
    ResolversSections.register(catalog);
    CertificateStoreSections.register(catalog);
    for (String checks : List.of("http-check", "tcp-check")) {
      for (String change : List.of("set-var", "set-var-fmt", "unset-var")) {
        // Read by the keyword of the steps, because a name follows the word in parentheses.
        catalog.add(KeywordClass.PROXY, checks + " " + change, KeywordState.WORKS);
      }
    }
    catalog.add(KeywordClass.OTHER_SECTION, "userlist user", KeywordState.WORKS);
    catalog.add(KeywordClass.OTHER_SECTION, "userlist group", KeywordState.WORKS);
    CacheSections.register(catalog);
    FilterKeywords.register(catalog);
    PeersSections.register(catalog);
  }

  /**
   * Makes definitions of sections.
   *
   * @param diagnostics takes what is wrong
   * @return the configuration; null where something is wrong that {@code diagnostics} tells, which
   *     then {@link Diagnostics#failed}
   */
  public @Nullable Configuration load(List<Section> sections, Diagnostics diagnostics) {
    RuleContext rules = new RuleContext(registry, surroundings);
    PatternLists.of(rules);
    Loading loading = new Loading(rules, diagnostics, resolver, toleratesUnresolved, tiers);
    return new Reading(loading, localPeer, surroundings.hostName()).read(sections);
  }

  /** The reading of one configuration. */
  private static final class Reading {
    private final Loading loading;
    private final Diagnostics diagnostics;
    private final GlobalSection global;
    private final List<ProxySection> proxies = new ArrayList<>();
    private final List<ProxySection> allDefaults = new ArrayList<>();
    private final Map<String, ProxySection> namedDefaults = new HashMap<>();
    private final Map<String, ProxySection> frontends = new HashMap<>();
    private final Map<String, ProxySection> backends = new HashMap<>();
    private final Map<String, Map<Integer, ErrorPage>> errorGroups = new HashMap<>();
    private final List<UserList> userLists = new ArrayList<>();
    private final CertificateStoreSections certificates;
    private final PeersSections peers;
    private final @Nullable String givenPeer;
    private final String hostName;
    private @Nullable ProxySection currentDefaults;

    Reading(Loading loading, @Nullable String givenPeer, String hostName) {
      this.givenPeer = givenPeer;
      this.hostName = hostName;
      this.certificates = new CertificateStoreSections(loading);
      this.peers = new PeersSections(loading);
      this.loading = loading;
      this.diagnostics = loading.diagnostics();
      this.global = new GlobalSection(loading);
    }

    @Nullable Configuration read(List<Section> sections) {
      for (Section section : sections) {
        readSection(section);
      }
      if (diagnostics.failed()) {
        return null;
      }
      Settings globalSettings = global.settings().build();
      ResolversSections.addImplicit(ResolversRegistry.of(loading.rules()), loading);
      ExtraFileKeywords.finish(globalSettings, loading);
      OcspKeywords.finish(globalSettings, loading.certificates());
      certificates.finish(globalSettings);
      for (ProxySection proxy : proxies) {
        finish(proxy, globalSettings);
      }
      for (UserList list : userLists) {
        String wrong = list.finish();
        if (wrong != null) {
          diagnostics.add(
              Diagnostic.ofConfiguration(
                  Severity.ALERT,
                  SourcePosition.BUILT_IN,
                  "userlist '" + list.name() + "': " + wrong));
        }
      }
      peers.finish(globalSettings);
      StickTables.of(loading.rules()).finish(diagnostics);
      ResolversRegistry.of(loading.rules()).finish(diagnostics);
      KnownProxies known = KnownProxies.of(loading.rules());
      backends.values().forEach(known::add);
      frontends.keySet().forEach(known::addFrontend);
      CacheRegistry.of(loading.rules()).finish(diagnostics);
      loading.rules().finish(diagnostics);
      new ConfigurationChecks(proxies, frontends, backends, globalSettings, diagnostics).run();
      if (globalSettings.get(GlobalKeywords.ZERO_WARNING)
          && diagnostics.all().stream().anyMatch(d -> d.severity() == Severity.WARNING)) {
        diagnostics.add(
            Diagnostic.ofConfiguration(
                Severity.ALERT,
                SourcePosition.BUILT_IN,
                "Some warnings were found and 'zero-warning' is set. Aborting."));
      }
      return diagnostics.failed() ? null : build(globalSettings);
    }

    private void finish(ProxySection proxy, Settings globalSettings) {
      proxy.settle();
      LogKeywords.finish(proxy, globalSettings);
      ErrorFiles.finish(proxy, errorGroups);
      CheckKeywords.finish(proxy);
      RuleKeywords.finish(proxy);
      FilterKeywords.finish(proxy);
      ServerLines.finish(proxy, loading);
      ServerTls.finish(proxy, globalSettings, loading);
      Leniency.finish(proxy, globalSettings);
      UnixBind.finish(proxy, globalSettings);
      BindTls.finish(proxy, globalSettings, loading);
    }

    private Configuration build(Settings globalSettings) {
      return new Configuration(
          new GlobalDefinition(globalSettings),
          allDefaults.stream()
              .map(
                  d ->
                      new DefaultsDefinition(
                          d.name(),
                          d.position(),
                          d.settings().build(),
                          d.serverDefaults().settings().build()))
              .toList(),
          proxies.stream().map(Reading::proxy).toList(),
          loading.rules(),
          loading.certificates());
    }

    private static ProxyDefinition proxy(ProxySection section) {
      return new ProxyDefinition(
          section.name(),
          switch (section.kind()) {
            case FRONTEND -> ProxyDefinition.Kind.FRONTEND;
            case BACKEND -> ProxyDefinition.Kind.BACKEND;
            case LISTEN, DEFAULTS -> ProxyDefinition.Kind.LISTEN;
          },
          section.position(),
          section.settings().build(),
          section.binds(),
          section.servers().stream().map(ServerLine::build).toList());
    }

    private void readSection(Section section) {
      switch (section.kind()) {
        case "global" -> {
          if (section.header().size() > 1) {
            diagnostics.alert(
                section.position(),
                "'global' cannot handle unexpected argument '" + section.header().get(1) + "'.");
          }
          boolean isSet = global.settings().isSet(GlobalKeywords.LOCAL_PEER);
          section.directives().forEach(d -> readDirective(Tables.GLOBAL, global, d));
          checkLocalPeer(isSet);
          loading.rules().bufferSize(global.settings().get(Tuning.BUFFER_SIZE));
          StickTables.of(loading.rules())
              .statusClasses(StatusKeywords.classes(global.settings().build()));
          StickTables.of(loading.rules()).counters(global.settings().get(Tuning.STICK_COUNTERS));
        }
        case "userlist" -> UserLists.readSection(section, userLists, loading);
        case "http-errors" -> ErrorFiles.readSection(section, errorGroups, loading);
        case "cache" ->
            CacheSections.readSection(section, CacheRegistry.of(loading.rules()), diagnostics);
        case "log-profile" -> LogProfileSections.readSection(section, loading);
        case "crt-store" -> certificates.readSection(section);
        case "peers" -> peers.readSection(section, localPeer());
        case "resolvers" ->
            ResolversSections.readSection(section, ResolversRegistry.of(loading.rules()), loading);
        default -> {
          ProxySection proxy = open(section);
          KeywordTable<ProxySection> table = Tables.PROXY.in("'" + section.kind() + "' section");
          section.directives().forEach(d -> readDirective(table, proxy, d));
        }
      }
    }

    private String localPeer() {
      String named = global.settings().get(GlobalKeywords.LOCAL_PEER);
      return givenPeer != null ? givenPeer : named.isEmpty() ? hostName : named;
    }

    /** {@code localpeer} has no effect where something was said, or used, before. */
    private void checkLocalPeer(boolean isSet) {
      SourcePosition position = global.settings().positionOf(GlobalKeywords.LOCAL_PEER);
      if (isSet || position == null) {
        return;
      }
      String reason =
          givenPeer != null
              ? "already set by using the '-L' command line argument."
              : peers.isAnyRead() ? "used after 'peers' section." : "";
      if (!reason.isEmpty()) {
        diagnostics.warning(position, "'localpeer' ignored since it is " + reason);
      }
    }

    private <C> void readDirective(KeywordTable<C> table, C target, Directive directive) {
      Arguments arguments = Arguments.of(directive, diagnostics);
      if (arguments.polarity() != Arguments.Polarity.SET) {
        String keyword = directive.words().get(1).text();
        boolean isKnown =
            arguments.polarity() == Arguments.Polarity.NO
                ? NEGATABLE.contains(keyword)
                : keyword.equals("option");
        if (!isKnown) {
          diagnostics.alert(
              directive.position(),
              "negation/default currently supported only for options, log, busy-polling,"
                  + " set-dumpable, strict-limits, insecure-fork-wanted and numa-cpu-mapping.");
          return;
        }
      }
      table.read(target, directive, diagnostics);
    }

    /** Makes the section that a header begins; its directives are read even where it is wrong. */
    private ProxySection open(Section section) {
      ProxySection.Kind kind =
          switch (section.kind()) {
            case "frontend" -> ProxySection.Kind.FRONTEND;
            case "backend" -> ProxySection.Kind.BACKEND;
            case "listen" -> ProxySection.Kind.LISTEN;
            default -> ProxySection.Kind.DEFAULTS;
          };
      List<Word> header = section.header();
      String name = name(kind, section);
      ProxySection base = currentDefaults;
      int from = name.isEmpty() ? 1 : 2;
      if (header.size() > from) {
        if (header.get(from).text().equals("from")) {
          base = namedBase(kind, name, section, from + 1);
        } else {
          diagnostics.alert(
              header.get(from).position(),
              kind == ProxySection.Kind.DEFAULTS
                  ? "'defaults' cannot handle unexpected argument '" + header.get(from) + "'."
                  : "please use the 'bind' keyword for listening addresses.");
        }
      } else if (kind == ProxySection.Kind.DEFAULTS) {
        base = null;
      }
      ProxySection made = new ProxySection(kind, name, section.position(), loading, base);
      if (kind == ProxySection.Kind.DEFAULTS) {
        registerDefaults(made);
      } else {
        registerProxy(made);
      }
      return made;
    }

    private String name(ProxySection.Kind kind, Section section) {
      if (section.header().size() < 2) {
        if (kind != ProxySection.Kind.DEFAULTS) {
          diagnostics.alert(
              section.position(), "'" + kind.keyword() + "' expects an <id> argument");
        }
        return "";
      }
      Word word = section.header().get(1);
      if (kind == ProxySection.Kind.DEFAULTS && word.text().equals("from")) {
        return "";
      }
      int invalid = Names.invalidCharacter(word.text());
      if (invalid >= 0) {
        diagnostics.alert(
            word.position(),
            "character '"
                + (char) invalid
                + "' is not permitted in '"
                + kind.keyword()
                + "' name '"
                + word
                + "'.");
      }
      return word.text();
    }

    private @Nullable ProxySection namedBase(
        ProxySection.Kind kind, String name, Section section, int index) {
      if (section.header().size() <= index) {
        diagnostics.alert(
            section.position(),
            "'from' expects the name of a defaults section in the header of '"
                + kind.keyword()
                + "'.");
        return null;
      }
      Word wanted = section.header().get(index);
      ProxySection base = namedDefaults.get(wanted.text());
      if (base == null) {
        diagnostics.alert(
            wanted.position(),
            "defaults section '"
                + wanted
                + "' not found for "
                + kind.keyword()
                + " '"
                + name
                + "'.");
      }
      if (section.header().size() > index + 1) {
        Word extra = section.header().get(index + 1);
        diagnostics.alert(
            extra.position(),
            "'" + kind.keyword() + "' cannot handle unexpected argument '" + extra + "'.");
      }
      return base;
    }

    private void registerDefaults(ProxySection made) {
      allDefaults.add(made);
      currentDefaults = made;
      if (!made.name().isEmpty()) {
        namedDefaults.put(made.name(), made);
      }
    }

    private void registerProxy(ProxySection made) {
      proxies.add(made);
      if (made.name().isEmpty()) {
        return;
      }
      ProxySection other = null;
      if (made.has(Capability.FRONTEND)) {
        other = frontends.putIfAbsent(made.name(), made);
      }
      if (made.has(Capability.BACKEND)) {
        ProxySection backend = backends.putIfAbsent(made.name(), made);
        other = other == null ? backend : other;
      }
      if (other == null) {
        other = clash(made);
      }
      if (other != null) {
        diagnostics.alert(
            made.position(),
            made.described()
                + " has the same name as "
                + other.described()
                + " declared at "
                + other.position()
                + ".");
      }
    }

    /** A frontend and a backend cannot share a name either. */
    private @Nullable ProxySection clash(ProxySection made) {
      ProxySection other =
          made.has(Capability.FRONTEND) ? backends.get(made.name()) : frontends.get(made.name());
      return other == made ? null : other;
    }
  }
}

package io.spillway.proxy;

import io.spillway.config.Settings;
import io.spillway.http.HeadLimits;
import io.spillway.http.HeaderName;
import io.spillway.proxy.compression.CompressionBudget;
import io.spillway.proxy.definition.CompressionKeywords;
import io.spillway.proxy.definition.CompressionTuning;
import io.spillway.proxy.definition.CookieKeywords;
import io.spillway.proxy.definition.ErrorFiles;
import io.spillway.proxy.definition.ForwardingKeywords;
import io.spillway.proxy.definition.GlobalKeywords;
import io.spillway.proxy.definition.Http2Tuning;
import io.spillway.proxy.definition.Leniency;
import io.spillway.proxy.definition.Limits;
import io.spillway.proxy.definition.LogKeywords;
import io.spillway.proxy.definition.Mode;
import io.spillway.proxy.definition.MonitorKeywords;
import io.spillway.proxy.definition.Options;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.definition.RuleKeywords;
import io.spillway.proxy.definition.Timeouts;
import io.spillway.proxy.definition.Tuning;
import io.spillway.proxy.definition.UniqueIdKeywords;
import io.spillway.proxy.log.LogSelection;
import io.spillway.proxy.log.LogTarget;
import io.spillway.rules.Rule;
import io.spillway.rules.Ruleset;
import io.spillway.rules.RulesetKind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes live frontends of their definitions. */
public final class FrontendAssembly {
  private final Settings global;
  private final int loops;

  private final CompressionBudget compressionBudget;

  /**
   * An assembly.
   *
   * @param global the {@code global} section's values
   * @param loops how many event loops there are
   */
  public FrontendAssembly(Settings global, int loops) {
    this.global = global;
    this.loops = loops;
    this.compressionBudget = CompressionTuning.budget(global);
  }

  /**
   * The frontend of {@code definition}, not yet linked with backends.
   *
   * @param id its number among the proxies
   * @param maxConnections its {@code maxconn} where it sets none
   * @param services what answers in place of servers
   */
  public Frontend make(
      ProxyDefinition definition, int id, int maxConnections, List<HttpService> services) {
    Settings settings = definition.settings();
    int bufferSize = global.get(Tuning.BUFFER_SIZE);
    int maxEdited = bufferSize;
    int maxReceived = bufferSize - Tuning.maxRewrite(global);
    int maxHeaders = global.get(Tuning.MAX_HEADERS);
    int own = settings.get(Limits.MAX_CONNECTIONS);
    return new Frontend(
        definition,
        id,
        new FrontendParts(
            settings.get(Mode.MODE) == Mode.HTTP,
            rules(settings),
            timeouts(settings),
            new Monitor(settings.get(MonitorKeywords.URI), settings.get(MonitorKeywords.FAILURES)),
            new ErrorAnswers(settings.get(ErrorFiles.PAGES), settings.get(ErrorFiles.REPLIES)),
            settings.get(Options.CONNECTION_MODE),
            settings.get(Options.IGNORE_PROBES),
            settings.get(Options.BUFFER_REQUESTS),
            settings.get(ProxyKeywords.HEADER_NAMES),
            !settings.get(Options.DISABLE_HTTP2_UPGRADE),
            logging(settings),
            uniqueId(settings),
            ForwardingKeywords.forwarding(settings),
            new HeaderCaptures(false, settings.get(RuleKeywords.REQUEST_CAPTURES)),
            new HeaderCaptures(true, settings.get(RuleKeywords.RESPONSE_CAPTURES)),
            settings
                .get(CookieKeywords.CAPTURE)
                .map(capture -> capture.atMost(global.get(Tuning.COOKIE_LENGTH)))
                .orElse(null),
            CompressionKeywords.responses(settings),
            CompressionKeywords.requests(settings),
            Leniency.towardsClients(settings, global),
            compressionBudget,
            lengths(settings.get(RuleKeywords.REQUEST_CAPTURE_LENGTHS)),
            lengths(settings.get(RuleKeywords.RESPONSE_CAPTURE_LENGTHS)),
            global.get(Tuning.LOG_LINE_LENGTH),
            bufferSize,
            new HeadLimits(
                maxReceived,
                maxEdited,
                maxHeaders,
                settings.get(Options.ACCEPT_UNSAFE_REQUESTS),
                Leniency.payloads(global),
                settings.get(Options.PROXY_HEADERS)),
            new HeadLimits(
                maxReceived, maxEdited, maxHeaders, settings.get(Options.ACCEPT_UNSAFE_RESPONSES)),
            Http2Tuning.limits(global),
            services,
            own == 0 ? maxConnections : own,
            settings.get(Limits.SESSION_RATE)),
        loops);
  }

  private static @Nullable UniqueId uniqueId(Settings settings) {
    String header = settings.get(UniqueIdKeywords.HEADER);
    return settings
        .get(UniqueIdKeywords.FORMAT)
        .map(format -> new UniqueId(format, header.isEmpty() ? null : HeaderName.of(header)))
        .orElse(null);
  }

  private static int[] lengths(List<Integer> slots) {
    return slots.stream().mapToInt(Integer::intValue).toArray();
  }

  private static FrontendRules rules(Settings settings) {
    return new FrontendRules(
        ruleset(settings, RulesetKind.TCP_REQUEST_CONNECTION),
        ruleset(settings, RulesetKind.TCP_REQUEST_SESSION),
        ruleset(settings, RulesetKind.TCP_REQUEST_CONTENT),
        ruleset(settings, RulesetKind.HTTP_REQUEST),
        settings.get(RuleKeywords.USE_BACKEND),
        ruleset(settings, RulesetKind.HTTP_RESPONSE),
        ruleset(settings, RulesetKind.HTTP_AFTER_RESPONSE));
  }

  private static FrontendTimeouts timeouts(Settings settings) {
    int client = millis(settings.get(Timeouts.CLIENT));
    int tarpit = millis(settings.get(Timeouts.TARPIT));
    int connect = millis(settings.get(Timeouts.CONNECT));
    int handshake = millis(settings.get(Timeouts.CLIENT_HANDSHAKE));
    return new FrontendTimeouts(
        client,
        handshake > 0 ? handshake : client,
        millis(settings.get(Timeouts.CLIENT_FIN)),
        millis(settings.get(Timeouts.HTTP_REQUEST)),
        millis(settings.get(Timeouts.HTTP_KEEP_ALIVE)),
        tarpit > 0 ? tarpit : connect,
        millis(settings.get(RuleKeywords.INSPECT_DELAY)),
        settings.get(Options.INDEPENDENT));
  }

  static Ruleset ruleset(Settings settings, RulesetKind kind) {
    List<Rule> rules = settings.get(RuleKeywords.rules(kind));
    return rules.isEmpty() ? Ruleset.EMPTY : new Ruleset(rules);
  }

  static int millis(Duration duration) {
    return (int) duration.toMillis();
  }

  private Logging logging(Settings settings) {
    String tag = settings.get(LogKeywords.TAG);
    return new Logging(
        settings.get(LogKeywords.TARGETS).stream().map(LogTarget::new).toList(),
        tag.isEmpty() ? global.get(GlobalKeywords.LOG_TAG) : tag,
        new LogSelection(
            settings.get(Options.DONT_LOG_NULL),
            settings.get(Options.DONT_LOG_NORMAL),
            settings.get(Options.LOG_AS_SOON_AS_POSSIBLE),
            settings.get(Options.LOG_SEPARATE_ERRORS)),
        settings.get(LogKeywords.FORMAT).orElse(null),
        settings.get(LogKeywords.ERROR_FORMAT).orElse(null),
        settings.get(LogKeywords.STRUCTURED_DATA).orElse(null),
        settings.get(LogKeywords.STEPS));
  }
}

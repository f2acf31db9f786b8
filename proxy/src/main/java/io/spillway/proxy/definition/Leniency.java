package io.spillway.proxy.definition;

import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.http.HeadLimits;
import io.spillway.http.HeaderCases;
import io.spillway.proxy.ClientLeniency;
import io.spillway.proxy.server.ProxyHeaderPolicy;
import java.util.List;
import java.util.Set;

/**
 * Words of the {@code global} section about peers that do not keep to what the standards say, or
 * that are suspected of it (configuration manual, chapter 3).
 */
public final class Leniency {
  /** Whether checks announce the proxy as HAProxy up to 2.1 did, as if for a client. */
  private static final Setting<Boolean> NEVER_SENDS_LOCAL =
      Setting.own("pp2-never-send-local", false);

  private static final Setting<Boolean> PAYLOADS =
      Setting.own("h1-accept-payload-with-any-method", false);
  private static final Setting<Boolean> BOTH_LENGTHS =
      Setting.own("h1-do-not-close-on-insecure-transfer-encoding", false);
  private static final Setting<Boolean> NO_WEB_SOCKETS =
      Setting.own("h2-workaround-bogus-websocket-clients", false);
  private static final Setting<Boolean> PRIVILEGED_PORTS =
      Setting.own("harden.reject-privileged-ports.tcp", false);

  private Leniency() {}

  static List<Keyword<GlobalSection>> keywords() {
    return List.of(
        flag(PAYLOADS),
        flag(BOTH_LENGTHS),
        flag(NO_WEB_SOCKETS),
        flag(NEVER_SENDS_LOCAL),
        Keyword.works(
            PRIVILEGED_PORTS.name(),
            (section, arguments) -> {
              Word word = arguments.word("'on' or 'off'");
              arguments.end();
              boolean isOn = word.text().equals("on");
              if (!isOn && !word.text().equals("off")) {
                throw arguments.error(
                    word,
                    "'"
                        + PRIVILEGED_PORTS.name()
                        + "' expects 'on' or 'off' but got '"
                        + word
                        + "'.");
              }
              section.set(PRIVILEGED_PORTS, isOn, arguments);
            }));
  }

  private static Keyword<GlobalSection> flag(Setting<Boolean> setting) {
    return Keyword.works(
        setting.name(),
        (section, arguments) -> {
          arguments.end();
          section.set(setting, true, arguments);
        });
  }

  /** What is done for clients of a frontend with {@code settings}. */
  public static ClientLeniency towardsClients(Settings settings, Settings global) {
    return new ClientLeniency(
        settings.get(Options.ADJUSTS_CASE_FOR_CLIENTS)
            ? HeaderCaseKeywords.cases(global)
            : HeaderCases.NONE,
        !global.get(NO_WEB_SOCKETS),
        global.get(PRIVILEGED_PORTS),
        settings.get(Options.IDLE_CLOSE_ON_RESPONSE),
        settings.get(Options.DROP_RESPONSE_TRAILERS));
  }

  /** How names of headers are written for servers of a backend with {@code settings}. */
  public static HeaderCases casesForServers(Settings settings, Settings global) {
    return settings.get(Options.ADJUSTS_CASE_FOR_SERVERS)
        ? HeaderCaseKeywords.cases(global)
        : HeaderCases.NONE;
  }

  /** Gives the servers of {@code section} what the {@code global} section says of them. */
  static void finish(ProxySection section, Settings global) {
    if (!global.get(NEVER_SENDS_LOCAL)) {
      return;
    }
    for (ServerLine server : section.servers()) {
      ProxyHeaderPolicy policy = server.get(ProxyHeaderKeywords.SENT);
      if (policy.isSent()) {
        server
            .settings()
            .set(
                ProxyHeaderKeywords.SENT,
                policy.with(Set.of(ProxyHeaderPolicy.Part.ADDRESSES_IN_CHECKS)),
                server.position());
      }
    }
  }

  /** What is taken of bodies that peers could be of two minds about. */
  public static HeadLimits.Payloads payloads(Settings global) {
    return new HeadLimits.Payloads(global.get(PAYLOADS), global.get(BOTH_LENGTHS));
  }
}

package io.spillway.rules;

import io.spillway.rules.action.Answers;
import io.spillway.rules.action.Flow;
import io.spillway.rules.action.HeaderBlockEdits;
import io.spillway.rules.action.HeaderEdits;
import io.spillway.rules.action.Marks;
import io.spillway.rules.action.PatternEdits;
import io.spillway.rules.action.Redirect;
import io.spillway.rules.action.Services;
import io.spillway.rules.action.StartLineEdits;
import io.spillway.rules.action.SwitchMode;
import io.spillway.rules.action.UriNormalization;
import io.spillway.rules.action.Variables;
import io.spillway.rules.action.Waiting;
import io.spillway.rules.converter.Arithmetic;
import io.spillway.rules.converter.Ciphers;
import io.spillway.rules.converter.Conditional;
import io.spillway.rules.converter.Contextual;
import io.spillway.rules.converter.Digests;
import io.spillway.rules.converter.Encodings;
import io.spillway.rules.converter.Fields;
import io.spillway.rules.converter.FixMessages;
import io.spillway.rules.converter.ForwardedNodes;
import io.spillway.rules.converter.Hashes;
import io.spillway.rules.converter.JsonQueries;
import io.spillway.rules.converter.JsonText;
import io.spillway.rules.converter.Languages;
import io.spillway.rules.converter.Maps;
import io.spillway.rules.converter.MqttPackets;
import io.spillway.rules.converter.PacketHeaders;
import io.spillway.rules.converter.ProtocolBuffers;
import io.spillway.rules.converter.Strings;
import io.spillway.rules.converter.Times;
import io.spillway.rules.converter.TlsNames;
import io.spillway.rules.converter.TokenSignatures;
import io.spillway.rules.fetch.Authentication;
import io.spillway.rules.fetch.Bodies;
import io.spillway.rules.fetch.ClientHellos;
import io.spillway.rules.fetch.Connections;
import io.spillway.rules.fetch.Constants;
import io.spillway.rules.fetch.Cookies;
import io.spillway.rules.fetch.HeaderBlocks;
import io.spillway.rules.fetch.Headers;
import io.spillway.rules.fetch.NamedAcls;
import io.spillway.rules.fetch.Payloads;
import io.spillway.rules.fetch.ProxyHeaders;
import io.spillway.rules.fetch.RdpCookies;
import io.spillway.rules.fetch.RequestLines;
import io.spillway.rules.fetch.Responses;
import io.spillway.rules.fetch.TlsDetails;
import io.spillway.rules.fetch.TlsFetches;
import io.spillway.rules.fetch.UrlParameters;
import io.spillway.rules.fetch.VariableDumps;
import io.spillway.rules.pattern.MatchMethod;
import java.util.List;

/** Fills a registry with the words of the rule language that this module has. */
public final class StandardRules {
  private StandardRules() {}

  /** A registry with all of them, to which upper modules add. */
  public static RuleRegistry registry() {
    RuleRegistry registry = new RuleRegistry();
    List.of(
            Authentication.ALL,
            Bodies.ALL,
            ClientHellos.ALL,
            Connections.ALL,
            Constants.ALL,
            Cookies.ALL,
            HeaderBlocks.ALL,
            Headers.ALL,
            NamedAcls.ALL,
            Payloads.ALL,
            ProxyHeaders.ALL,
            RdpCookies.ALL,
            RequestLines.ALL,
            Responses.ALL,
            TlsFetches.ALL,
            TlsDetails.ALL,
            UrlParameters.ALL,
            VariableDumps.ALL)
        .forEach(registry::addFetches);
    List.of(
            Arithmetic.ALL,
            Ciphers.ALL,
            FixMessages.ALL,
            JsonQueries.ALL,
            MqttPackets.ALL,
            ProtocolBuffers.ALL,
            TokenSignatures.ALL,
            Conditional.ALL,
            Contextual.ALL,
            ForwardedNodes.ALL,
            PacketHeaders.ALL,
            Digests.ALL,
            Encodings.ALL,
            Fields.ALL,
            Hashes.ALL,
            JsonText.ALL,
            Languages.ALL,
            Maps.ALL,
            Strings.ALL,
            Times.ALL,
            TlsNames.ALL)
        .forEach(registry::addConverters);
    List.of(
            Answers.ALL,
            Flow.ALL,
            HeaderBlockEdits.ALL,
            HeaderEdits.ALL,
            Marks.ALL,
            PatternEdits.ALL,
            Services.ALL,
            StartLineEdits.ALL,
            SwitchMode.ALL,
            UriNormalization.ALL,
            Variables.ALL,
            Waiting.ALL)
        .forEach(registry::addActions);
    registry.add(Redirect.DEFINITION);
    addAclNames(registry);
    return registry;
  }

  private static void addAclNames(RuleRegistry registry) {
    registry.addAclNames(AclName.family("base", "base"));
    registry.addAclNames(AclName.family("cook", "req.cook"));
    registry.addAclNames(AclName.family("hdr", "req.hdr"));
    registry.addAclNames(AclName.family("path", "path"));
    registry.addAclNames(AclName.family("scook", "res.cook"));
    registry.addAclNames(AclName.family("shdr", "res.hdr"));
    registry.addAclNames(AclName.family("url", "url"));
    registry.addAclNames(AclName.family("urlp", "urlp"));
    registry.add(new AclName("http_auth_group", "http_auth_group", MatchMethod.STRING));
    registry.add(new AclName("method", "method", MatchMethod.STRING));
    registry.add(new AclName("req_ver", "req.ver", MatchMethod.STRING));
    registry.add(new AclName("req_ssl_sni", "req.ssl_sni", MatchMethod.STRING));
    registry.add(new AclName("payload", "req.payload", MatchMethod.BINARY));
    registry.add(new AclName("payload_lv", "req.payload_lv", MatchMethod.BINARY));
    registry.add(new AclName("req_rdp_cookie", "req.rdp_cookie", MatchMethod.STRING));
    registry.add(new AclName("req_rdp_cookie_cnt", "req.rdp_cookie_cnt", MatchMethod.INTEGER));
    registry.add(new AclName("req.ssl_ver", "req.ssl_ver", MatchMethod.INTEGER));
    registry.add(new AclName("req_ssl_ver", "req.ssl_ver", MatchMethod.INTEGER));
    registry.add(new AclName("ssl_fc_sni_end", "ssl_fc_sni", MatchMethod.END));
    registry.add(new AclName("ssl_fc_sni_reg", "ssl_fc_sni", MatchMethod.REGEX));
    registry.add(new AclName("resp_ver", "res.ver", MatchMethod.STRING));
  }
}

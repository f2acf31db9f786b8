package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.TlsCertificate;
import io.spillway.net.tls.TlsClient;
import io.spillway.net.tls.TlsException;
import io.spillway.net.tls.TlsSettings;
import io.spillway.net.tls.TlsSettings.Verify;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.CheckTls;
import io.spillway.rules.Expression;
import io.spillway.rules.Place;
import io.spillway.rules.RuleParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TLS on {@code server} lines (configuration manual, chapter 5.2). */
public final class ServerTls {
  /** What gives the name that the server is asked for. */
  public static final Setting<Optional<Expression>> SERVER_NAME =
      Setting.inherited("sni", Optional.empty());

  /** What gives it where nothing else is said: the request's host. */
  public static final Setting<Optional<Expression>> HOST_AS_SERVER_NAME =
      Setting.inherited("sni-auto", Optional.empty());

  private static final String HOST = "req.hdr(host),host_only";

  private static final Setting<String> FIXED_NAME = Setting.inherited("verifyhost", "");

  private static final Setting<Boolean> RESUMES = Setting.inherited("ssl-reuse", true);

  private static final Setting<Boolean> RENEGOTIATES = Setting.inherited("renegotiate", false);

  private static final Setting<String> REVOCATIONS = Setting.inherited("crl-file", "");

  private static final Setting<Optional<Boolean>> CHECK_SECURE =
      Setting.inherited("check-ssl", Optional.empty());

  private static final Setting<String> CHECK_SERVER_NAME = Setting.inherited("check-sni", "");

  private static final Setting<String> CHECK_PROTOCOLS = Setting.inherited("check-alpn", "");

  private ServerTls() {}

  static List<Keyword<ServerLine>> words() {
    List<Keyword<ServerLine>> words = new ArrayList<>();
    for (Keyword<ServerLine> word : TlsKeywords.<ServerLine>words()) {
      if (!word.name().equals("verify")) {
        words.add(word);
      }
    }
    words.add(Keyword.works("verify", ServerTls::readVerify));
    words.add(ServerKeywords.flag("no-ssl", TlsKeywords.TLS, false));
    words.addAll(TlsRefusals.ofBoth());
    words.add(ServerKeywords.flag("renegotiate", RENEGOTIATES, true));
    words.add(ServerKeywords.flag("no-renegotiate", RENEGOTIATES, false));
    words.add(ServerKeywords.flag("ssl-reuse", RESUMES, true));
    words.add(ServerKeywords.flag("no-ssl-reuse", RESUMES, false));
    words.add(
        Keyword.works(
            "sni-auto",
            (line, arguments) ->
                line.set(HOST_AS_SERVER_NAME, Optional.of(host(line)), arguments)));
    words.add(
        Keyword.works(
            "no-sni-auto",
            (line, arguments) -> line.set(HOST_AS_SERVER_NAME, Optional.empty(), arguments)));
    words.add(TlsKeywords.text(FIXED_NAME, FIXED_NAME.name(), "hostname to verify against"));
    words.add(
        Keyword.works("no-verifyhost", (line, arguments) -> line.set(FIXED_NAME, "", arguments)));
    words.add(
        Keyword.works(
            REVOCATIONS.name(),
            (line, arguments) ->
                line.set(REVOCATIONS, Word.decode(arguments.text("a file name")), arguments)));
    words.add(checkIsSecure("check-ssl", true));
    words.add(checkIsSecure("no-check-ssl", false));
    words.add(TlsKeywords.text(CHECK_SERVER_NAME, CHECK_SERVER_NAME.name(), "an SNI hostname"));
    words.add(
        TlsKeywords.text(
            CHECK_PROTOCOLS, CHECK_PROTOCOLS.name(), "the comma-delimited ALPN protocol suite"));
    words.add(Keyword.works("sni", ServerTls::readServerName));
    words.add(
        Keyword.works(
            "no-sni", (line, arguments) -> line.set(SERVER_NAME, Optional.empty(), arguments)));
    return words;
  }

  private static Keyword<ServerLine> checkIsSecure(String name, boolean value) {
    return Keyword.works(
        name, (line, arguments) -> line.set(CHECK_SECURE, Optional.of(value), arguments));
  }

  private static void readVerify(ServerLine line, Arguments arguments) {
    Word word = arguments.word("'none' or 'required'");
    Verify verify =
        switch (word.text()) {
          case "none" -> Verify.NONE;
          case "required" -> Verify.REQUIRED;
          default ->
              throw arguments.error(
                  word,
                  "'"
                      + line.described()
                      + "' : 'verify' : unknown verify method '"
                      + word
                      + "', only 'none' and 'required' are supported");
        };
    line.set(TlsKeywords.VERIFY, List.of(verify), arguments);
  }

  private static Expression host(ServerLine line) {
    return new RuleParser(line.section().rules(), Place.SERVER_SELECTION).ownExpression(HOST);
  }

  private static void readServerName(ServerLine line, Arguments arguments) {
    if (!arguments.hasNext()) {
      throw arguments.error("'" + line.described() + "' : 'sni' : missing sni expression");
    }
    RuleParser parser = new RuleParser(line.section().rules(), Place.SERVER_SELECTION);
    line.set(SERVER_NAME, Optional.of(parser.expression(arguments)), arguments);
  }

  /** Loads the certificates of a section's lines, and finds out what is spoken. */
  static void finish(ProxySection section, Settings global, Loading loading) {
    ServerHttpKeywords.check(section, loading);
    boolean isHttp = section.settings().get(Mode.MODE) == Mode.HTTP;
    for (ServerLine server : section.servers()) {
      boolean isNameImplied = isHttp && impliesName(server);
      Settings words = server.settings().build();
      boolean isSecure = words.get(TlsKeywords.TLS);
      boolean isImplied = checksAreSecure(words);
      boolean isNeeded = isSecure || isImplied || hasSecureStep(section);
      List<String> protocols = isNeeded ? protocols(words.get(TlsKeywords.ALPN)) : List.of();
      String checked = words.get(CHECK_PROTOCOLS);
      List<String> checkProtocols = checked.isEmpty() ? protocols : protocols(checked);
      try {
        TlsClient client =
            isNeeded ? client(words, global, protocols, !isNameImplied, loading) : null;
        if (client != null) {
          TlsClient ofChecks =
              checked.isEmpty() && (!isNameImplied || isUnverified(words, global))
                  ? client
                  : client(words, global, checkProtocols, true, loading);
          String name = words.get(CHECK_SERVER_NAME);
          server.secured(
              isSecure ? client : null,
              new CheckTls(
                  ofChecks,
                  offering(section, words, global, loading),
                  isImplied,
                  name.isEmpty() ? null : name));
        }
        List<String> spoken = isSecure && isHttp ? protocols : List.of();
        boolean isApart =
            isSecure
                && isHttp
                && ServerHttpKeywords.mayBeHttp2(words, spoken)
                && ServerHttpKeywords.keepsWebSocketsApart(words, spoken);
        TlsClient http1 =
            isApart ? client(words, global, List.of("http/1.1"), !isNameImplied, loading) : null;
        server.speaks(ServerHttpKeywords.of(words, global, spoken, checkProtocols, http1));
      } catch (TlsException e) {
        loading
            .diagnostics()
            .alert(server.position(), "'" + server.described() + "' : " + e.getMessage() + ".");
      }
    }
  }

  /**
   * Has {@code server} be asked for the request's host where its line says nothing else: as if
   * {@code sni-auto} stood there, but that its certificate need not be for that name.
   *
   * @return whether it is asked so
   */
  private static boolean impliesName(ServerLine server) {
    if (!server.get(TlsKeywords.TLS)
        || server.get(SERVER_NAME).isPresent()
        || server.settings().isSet(HOST_AS_SERVER_NAME)) {
      return false;
    }
    server.settings().set(HOST_AS_SERVER_NAME, Optional.of(host(server)), server.position());
    return true;
  }

  private static boolean isUnverified(Settings words, Settings global) {
    List<Verify> asked = words.get(TlsKeywords.VERIFY);
    return asked.isEmpty()
        ? GlobalTls.leavesServersUnverified(global)
        : asked.getFirst() == Verify.NONE;
  }

  /** Whether checks are secure where no step says so: as traffic is, where they go the same way. */
  private static boolean checksAreSecure(Settings words) {
    return words
        .get(CHECK_SECURE)
        .orElseGet(
            () ->
                words.get(TlsKeywords.TLS)
                    && words.get(HealthKeywords.CHECK_PORT) == 0
                    && words.get(HealthKeywords.CHECK_ADDRESS).isEmpty());
  }

  private static boolean hasSecureStep(ProxySection section) {
    return section.settings().get(CheckKeywords.SCRIPT).steps().stream()
        .anyMatch(
            step -> step instanceof CheckStep.Connect connect && connect.security().isSecure());
  }

  /** What makes connections of checks secure on which steps offer protocols of their own. */
  private static Map<List<String>, TlsClient> offering(
      ProxySection section, Settings words, Settings global, Loading loading) throws TlsException {
    Map<List<String>, TlsClient> offering = new HashMap<>();
    for (CheckStep step : section.settings().get(CheckKeywords.SCRIPT).steps()) {
      if (step instanceof CheckStep.Connect connect
          && !connect.protocols().isEmpty()
          && !offering.containsKey(connect.protocols())) {
        offering.put(
            connect.protocols(), client(words, global, connect.protocols(), true, loading));
      }
    }
    return offering;
  }

  private static TlsClient client(
      Settings words,
      Settings global,
      List<String> protocols,
      boolean verifiesRequestedName,
      Loading loading)
      throws TlsException {
    TlsSettings settings =
        GlobalTls.ofServer(words, global, protocols, GlobalTls.Trust.of(words.get(REVOCATIONS)));
    if (settings.verify() != Verify.NONE && settings.authorities() == null) {
      throw new TlsException(
          words.get(TlsKeywords.VERIFY).isEmpty()
              ? "verify is enabled by default but no CA file specified. If you're running on a LAN"
                  + " where you're certain to trust the server's certificate, please set an"
                  + " explicit 'verify none' statement on the 'server' line, or use"
                  + " 'ssl-server-verify none' in the global section to disable server-side"
                  + " verifications by default"
              : "verify is enabled but no CA file specified");
    }
    String fixedName = words.get(FIXED_NAME);
    CertificateStore store = loading.certificates();
    TlsClient client =
        TlsClient.of(
            settings,
            certificate(words, global, store),
            new TlsClient.Options(
                fixedName.isEmpty() ? null : fixedName,
                verifiesRequestedName,
                words.get(RESUMES),
                words.get(RENEGOTIATES)),
            store.trust());
    store.register(client);
    return client;
  }

  private static @Nullable TlsCertificate certificate(
      Settings words, Settings global, CertificateStore store) throws TlsException {
    List<String> written = words.get(TlsKeywords.CERTIFICATES);
    if (written.isEmpty()) {
      return null;
    }
    Path file = GlobalTls.certificate(global, written.getLast());
    return store.read(file);
  }

  private static List<String> protocols(String written) {
    return written.isEmpty() || written.equals(TlsKeywords.NO_ALPN)
        ? List.of()
        : List.of(written.split(","));
  }
}

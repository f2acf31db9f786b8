package io.spillway.proxy.definition;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.tls.CertificateFiles;
import io.spillway.net.tls.CertificateStore;
import io.spillway.net.tls.OcspUpdates;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Words about the updates of OCSP responses (configuration manual, {@code ocsp-update}). */
final class OcspKeywords {
  /** What a line of a certificate list says; empty for nothing. */
  private static final Setting<Optional<Boolean>> OF_LINE =
      Setting.own("ocsp-update", Optional.empty());

  private static final Setting<Boolean> MODE = Setting.own("ocsp-update.mode", false);
  private static final Setting<Boolean> DISABLED = Setting.own("ocsp-update.disable", false);
  private static final Setting<Duration> LEAST =
      Setting.own("ocsp-update.mindelay", Duration.ofSeconds(300));
  private static final Setting<Duration> MOST =
      Setting.own("ocsp-update.maxdelay", Duration.ofSeconds(3600));
  private static final Setting<Optional<InetSocketAddress>> PROXY =
      Setting.own("ocsp-update.httpproxy", Optional.empty());

  private static final int HTTP_PORT = 80;

  private OcspKeywords() {}

  /** The word of a certificate list. */
  static Keyword<BindLine> word() {
    return Keyword.works(
        OF_LINE.name(),
        (line, arguments) -> line.set(OF_LINE, Optional.of(isOn(arguments)), arguments));
  }

  static List<Keyword<GlobalSection>> keywords() {
    List<Keyword<GlobalSection>> all = new ArrayList<>();
    all.add(
        Keyword.works(
            MODE.name(),
            (section, arguments) -> {
              section.set(MODE, isOn(arguments), arguments);
              arguments.end();
            }));
    all.add(
        Keyword.works(
            DISABLED.name(),
            (section, arguments) -> {
              section.set(DISABLED, isOn(arguments), arguments);
              arguments.end();
            }));
    for (String prefix : List.of("", "tune.ssl.")) {
      all.add(delay(prefix + LEAST.name(), LEAST));
      all.add(delay(prefix + MOST.name(), MOST));
    }
    all.add(Keyword.works(PROXY.name(), OcspKeywords::readProxy));
    return all;
  }

  /** Reads {@code on} or {@code off}. */
  static boolean isOn(Arguments arguments) {
    Word word = arguments.word("'on' or 'off'");
    return switch (word.text()) {
      case "on" -> true;
      case "off" -> false;
      default -> throw arguments.error(word, "'" + word + "' : expected 'on' or 'off'.");
    };
  }

  private static Keyword<GlobalSection> delay(String name, Setting<Duration> setting) {
    return Keyword.works(
        name,
        (section, arguments) -> {
          Duration delay = arguments.time(SECONDS);
          arguments.end();
          Duration least = setting.equals(LEAST) ? delay : section.settings().get(LEAST);
          Duration most = setting.equals(MOST) ? delay : section.settings().get(MOST);
          if (least.compareTo(most) > 0) {
            throw arguments.error(
                "'" + name + "' : the least delay cannot be longer than the longest one.");
          }
          section.set(setting, delay, arguments);
        });
  }

  private static void readProxy(GlobalSection section, Arguments arguments) {
    Word word = arguments.word("<address>[:port]");
    String text = word.text();
    int colon = text.lastIndexOf(':');
    try {
      int port = colon < 0 ? HTTP_PORT : Integer.parseInt(text.substring(colon + 1));
      String host = colon < 0 ? text : text.substring(0, colon);
      section.set(PROXY, Optional.of(InetSocketAddress.createUnresolved(host, port)), arguments);
    } catch (IllegalArgumentException e) {
      throw arguments.error(word, "'ocsp-update.httpproxy' : '" + word + "' is no address.");
    }
    arguments.end();
  }

  /** Tells how responders are asked. */
  static void finish(Settings global, CertificateStore store) {
    InetSocketAddress proxy = global.get(PROXY).orElse(null);
    store
        .ocspUpdates()
        .timing(
            new OcspUpdates.Timing(
                global.get(LEAST),
                global.get(MOST),
                proxy == null
                    ? null
                    : new InetSocketAddress(proxy.getHostString(), proxy.getPort()),
                global.get(HttpClientKeywords.CONNECT_TIMEOUT),
                global.get(HttpClientKeywords.RETRIES)));
  }

  /**
   * Whether responses about a certificate are asked for.
   *
   * @param files its line in a {@code crt-store}, or null
   * @param options its line in a list, or null
   */
  static boolean isUpdated(
      @Nullable CertificateFiles files, @Nullable Settings options, Settings global) {
    Optional<Boolean> ofList = options == null ? Optional.empty() : options.get(OF_LINE);
    Optional<Boolean> ofStore = files == null ? Optional.empty() : files.updatesOcsp();
    return !global.get(DISABLED) && ofList.or(() -> ofStore).orElse(global.get(MODE));
  }
}

package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.Settings;
import io.spillway.config.Word;
import io.spillway.net.tls.IgnoredFaults;
import io.spillway.net.tls.VerificationErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What may be wrong with clients' certificates: {@code crt-ignore-err} and {@code ca-ignore-err} on
 * {@code bind} lines (configuration manual, chapter 5.1).
 */
final class IgnoredFaultWords {
  private static final Setting<Set<Integer>> OWN = Setting.own("crt-ignore-err", Set.of());
  private static final Setting<Set<Integer>> ISSUERS = Setting.own("ca-ignore-err", Set.of());

  private IgnoredFaultWords() {}

  static List<Keyword<BindLine>> words() {
    return List.of(word(OWN), word(ISSUERS));
  }

  private static Keyword<BindLine> word(Setting<Set<Integer>> setting) {
    return Keyword.works(
        setting.name(),
        (line, arguments) -> {
          if (!arguments.hasNext()) {
            throw arguments.error("'" + setting.name() + "' : missing error IDs list");
          }
          line.set(setting, read(setting.name(), arguments), arguments);
        });
  }

  private static Set<Integer> read(String name, Arguments arguments) {
    Word word = arguments.word("errors, separated by commas");
    if (word.text().equals("all")) {
      return IgnoredFaults.ALL;
    }
    Set<Integer> errors = new HashSet<>();
    for (String written : word.text().split(",", -1)) {
      Integer number = VerificationErrors.number(written);
      if (number == null) {
        throw arguments.error(
            word,
            "'"
                + name
                + "' : '"
                + written
                + "' is no error (expected: 'all', or numbers or names such as"
                + " X509_V_ERR_CERT_HAS_EXPIRED, separated by commas)");
      }
      errors.add(number);
    }
    return Set.copyOf(errors);
  }

  /** What a line says. */
  static IgnoredFaults of(Settings line) {
    return new IgnoredFaults(line.get(OWN), line.get(ISSUERS));
  }
}

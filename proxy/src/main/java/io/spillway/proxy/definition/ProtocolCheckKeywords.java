package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Keyword;
import io.spillway.config.Word;
import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.protocol.LdapCheck;
import io.spillway.proxy.check.protocol.MysqlCheck;
import io.spillway.proxy.check.protocol.PostgresqlCheck;
import io.spillway.proxy.check.protocol.RedisCheck;
import io.spillway.proxy.check.protocol.SmtpCheck;
import io.spillway.proxy.check.protocol.SpopCheck;
import io.spillway.proxy.check.protocol.TlsHelloCheck;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/** The options that choose the check of a protocol (configuration manual, chapter 4.2). */
final class ProtocolCheckKeywords {
  private static final Set<String> GREETINGS = Set.of("HELO", "EHLO");

  private ProtocolCheckKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        option("mysql-check", ProtocolCheckKeywords::mysql),
        option("pgsql-check", ProtocolCheckKeywords::postgresql),
        option("smtpchk", ProtocolCheckKeywords::smtp),
        option("redis-check", ProtocolCheckKeywords::redis),
        option("ldap-check", (section, arguments) -> LdapCheck.SCRIPT),
        option("ssl-hello-chk", (section, arguments) -> TlsHelloCheck.SCRIPT),
        option("spop-check", (section, arguments) -> SpopCheck.SCRIPT));
  }

  private static Keyword<ProxySection> option(
      String name, BiFunction<ProxySection, Arguments, CheckScript> reader) {
    return Keyword.works(
        "option " + name,
        (section, arguments) -> {
          section.refuseNegation(arguments);
          if (section.lacks(Capability.BACKEND, name, arguments)) {
            return;
          }
          CheckScript script = reader.apply(section, arguments);
          if (arguments.hasNext()) {
            throw arguments.error(
                "'option "
                    + name
                    + "' cannot handle unexpected argument '"
                    + arguments.peek()
                    + "'.");
          }
          CheckKeywords.choose(script, section, arguments);
        });
  }

  private static CheckScript mysql(ProxySection section, Arguments arguments) {
    if (!arguments.hasNext()) {
      return MysqlCheck.GREETING;
    }
    Word word = arguments.word("'user'");
    if (!word.text().equals("user")) {
      throw arguments.error(
          word, "'option mysql-check' only supports optional values: 'user' (got '" + word + "').");
    }
    if (!arguments.hasNext()) {
      throw arguments.error("'option mysql-check user' expects <username> as argument.");
    }
    String user = arguments.text("<username>");
    if (!arguments.hasNext()) {
      return MysqlCheck.as(user, false);
    }
    if (RoleCheckWords.OWN.contains(arguments.peek())) {
      return RoleCheckWords.mysql(user, section, arguments);
    }
    Word version = arguments.word("'post-41' or 'pre-41'");
    return switch (version.text()) {
      case "post-41" -> MysqlCheck.as(user, false);
      case "pre-41" -> MysqlCheck.as(user, true);
      default ->
          throw arguments.error(
              version,
              "keyword 'user' only supports 'post-41' and 'pre-41' (got '" + version + "').");
    };
  }

  private static CheckScript postgresql(ProxySection section, Arguments arguments) {
    Word word = arguments.hasNext() ? arguments.word("'user'") : null;
    if (word == null || !arguments.hasNext()) {
      throw arguments.error("'option pgsql-check' expects 'user <username>' as argument.");
    }
    if (!word.text().equals("user")) {
      throw arguments.error(
          word, "'option pgsql-check' only supports optional values: 'user' (got '" + word + "').");
    }
    String user = arguments.text("<username>");
    return arguments.hasNext() && RoleCheckWords.OWN.contains(arguments.peek())
        ? RoleCheckWords.postgresql(user, section, arguments)
        : PostgresqlCheck.as(user);
  }

  private static CheckScript redis(ProxySection section, Arguments arguments) {
    return arguments.hasNext()
            && (RoleCheckWords.OWN.contains(arguments.peek()) || arguments.peek().equals("user"))
        ? RoleCheckWords.redis(section, arguments)
        : RedisCheck.SCRIPT;
  }

  private static CheckScript smtp(ProxySection ignored, Arguments arguments) {
    String greeting = arguments.hasNext() ? arguments.text("'HELO' or 'EHLO'") : "";
    String domain = arguments.hasNext() ? arguments.text("a domain") : "";
    return domain.isEmpty() || !GREETINGS.contains(greeting)
        ? SmtpCheck.with("HELO localhost")
        : SmtpCheck.with(greeting + " " + domain);
  }
}

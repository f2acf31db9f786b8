package io.spillway.proxy.definition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.config.Arguments;
import io.spillway.config.DirectiveException;
import io.spillway.config.Units;
import io.spillway.config.Word;
import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.role.Credentials;
import io.spillway.proxy.check.role.MysqlRole;
import io.spillway.proxy.check.role.PostgresqlRole;
import io.spillway.proxy.check.role.RedisRole;
import io.spillway.rules.RuleSyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Spillway's own words behind {@code option pgsql-check}, {@code option mysql-check} and {@code
 * option redis-check}: who logs in, and which role a server must have.
 */
final class RoleCheckWords {
  /** The words that make a check one of the role. */
  static final Set<String> OWN = Set.of("password", "password-file", "database", "role", "max-lag");

  private final String option;
  private final List<String> allowed;
  private final List<String> roles;
  private final Arguments arguments;
  private final Map<String, Word> words = new HashMap<>();
  private String password = "";
  private boolean allowsDonor;

  private RoleCheckWords(
      String option, List<String> allowed, List<String> roles, Arguments arguments) {
    this.option = option;
    this.allowed = allowed;
    this.roles = roles;
    this.arguments = arguments;
  }

  /** {@code option pgsql-check user <user>}, up to here, and what follows. */
  static CheckScript postgresql(String user, ProxySection section, Arguments arguments) {
    RoleCheckWords read =
        new RoleCheckWords(
            "pgsql-check",
            List.of("password", "password-file", "database", "role", "max-lag"),
            List.of("primary", "replica"),
            arguments);
    read.read(section);
    PostgresqlRole.Role role =
        read.role().equals("primary") ? PostgresqlRole.Role.PRIMARY : PostgresqlRole.Role.REPLICA;
    return PostgresqlRole.check(
        new Credentials(user, read.password), read.said("database", user), role, read.lag());
  }

  /** {@code option mysql-check user <user>}, up to here, and what follows. */
  static CheckScript mysql(String user, ProxySection section, Arguments arguments) {
    RoleCheckWords read =
        new RoleCheckWords(
            "mysql-check",
            List.of("password", "password-file", "role", "max-lag", "allow-donor"),
            List.of("writable", "replica", "galera"),
            arguments);
    read.read(section);
    MysqlRole.Role role =
        switch (read.role()) {
          case "writable" -> MysqlRole.Role.WRITABLE;
          case "replica" -> MysqlRole.Role.REPLICA;
          default -> read.allowsDonor ? MysqlRole.Role.GALERA_OR_DONOR : MysqlRole.Role.GALERA;
        };
    if (read.allowsDonor && !read.role().equals("galera")) {
      throw arguments.error("'option mysql-check' : 'allow-donor' needs 'role galera'.");
    }
    return MysqlRole.check(new Credentials(user, read.password), role, read.lagSeconds());
  }

  /** {@code option redis-check}, up to here, and what follows. */
  static CheckScript redis(ProxySection section, Arguments arguments) {
    RoleCheckWords read =
        new RoleCheckWords(
            "redis-check",
            List.of("user", "password", "password-file", "role", "max-lag"),
            List.of("master", "replica"),
            arguments);
    read.read(section);
    String user = read.said("user", "");
    boolean logsIn = !user.isEmpty() || !read.password.isEmpty();
    return RedisRole.check(
        logsIn ? new Credentials(user, read.password) : null,
        read.role().equals("master"),
        read.lagSeconds());
  }

  private void read(ProxySection section) {
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      String name = word.text();
      if (!allowed.contains(name)) {
        throw error(word, "expects " + choice(allowed) + " but got '" + word + "'.");
      }
      if (name.equals("allow-donor")) {
        allowsDonor = true;
        continue;
      }
      if (!arguments.hasNext()) {
        throw error(word, "'" + word + "' expects a value.");
      }
      Word value = arguments.word("a value");
      switch (name) {
        case "password" -> password = value.unicode();
        case "password-file" -> password = passwordOf(value, section);
        default -> words.put(name, value);
      }
    }
    Word lag = words.get("max-lag");
    if (!role().equals("replica") && lag != null) {
      throw error(lag, "'max-lag' needs 'role replica'.");
    }
  }

  /** The file's first line. */
  private String passwordOf(Word file, ProxySection section) {
    try {
      String text = new String(section.loading().rules().bytes(file.unicode()), UTF_8);
      return text.lines().findFirst().orElse("");
    } catch (RuleSyntaxException e) {
      throw error(file, "the password file '" + file + "' cannot be read.");
    }
  }

  private String said(String name, String otherwise) {
    Word word = words.get(name);
    return word == null ? otherwise : word.unicode();
  }

  private String role() {
    Word word = words.get("role");
    if (word == null) {
      throw arguments.error(
          "'option "
              + option
              + "' : which role a server must have is missing: 'role "
              + String.join("|", roles)
              + "'.");
    }
    if (!roles.contains(word.text())) {
      throw error(word, "'role' expects " + choice(roles) + " but got '" + word + "'.");
    }
    return word.text();
  }

  private PostgresqlRole.Lag lag() {
    Word word = words.get("max-lag");
    if (word == null) {
      return PostgresqlRole.Lag.ANY;
    }
    // Units of time and of sizes overlap, so sizes have a b.
    if (word.text().matches("\\d+(kb|mb|gb)")) {
      long number = Long.parseLong(word.text().replaceAll("\\D", ""));
      int shift =
          switch (word.text().charAt(word.text().length() - 2)) {
            case 'k' -> 10;
            case 'm' -> 20;
            default -> 30;
          };
      return new PostgresqlRole.Lag(-1, number << shift);
    }
    return new PostgresqlRole.Lag(time(word).toMillis(), -1);
  }

  private long lagSeconds() {
    Word word = words.get("max-lag");
    return word == null ? -1 : time(word).toSeconds();
  }

  private Duration time(Word word) {
    try {
      return Units.time(word.text(), TimeUnit.SECONDS);
    } catch (IllegalArgumentException e) {
      throw error(
          word,
          "'max-lag' expects a time (5s)"
              + (option.equals("pgsql-check") ? " or a size (16mb)" : "")
              + " but got '"
              + word
              + "'.");
    }
  }

  private static String choice(List<String> words) {
    return "one of '" + String.join("', '", words) + "'";
  }

  private DirectiveException error(Word word, String message) {
    return arguments.error(word, "'option " + option + "' : " + message);
  }
}

package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.Setting;
import io.spillway.config.SourcePosition;
import io.spillway.config.Word;
import io.spillway.rules.Condition;
import io.spillway.rules.RuleContext;
import io.spillway.rules.UserList;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * {@code dashboard}: who may look at the dashboard of a frontend, and who may change something
 * there. Keywords of Spillway's own.
 */
public final class DashboardKeywords {
  /** A {@code userlist} section, which may stand after the line that names it. */
  public static final class Users {
    private UserList list = new UserList("");

    private Users() {}

    /** The users. */
    public UserList get() {
      return list;
    }
  }

  /** Those who may look, and are asked for their passwords; empty for whoever gets there. */
  public static final Setting<Optional<Users>> USERS =
      Setting.own("dashboard auth", Optional.empty());

  /** Who may silence alerts: where one of the conditions holds. */
  public static final Setting<List<Condition>> OPERATORS =
      Setting.own("dashboard operator", List.of());

  /** Who may change everything: where one of the conditions holds. */
  public static final Setting<List<Condition>> ADMINISTRATORS =
      Setting.own("dashboard admin", List.of());

  /** The dashboards of other instances, which the page leads to. */
  public static final Setting<List<Instance>> INSTANCES =
      Setting.own("dashboard instance", List.of());

  /**
   * The dashboard of another instance. Immutable.
   *
   * @param address an absolute URL of http or https
   */
  public record Instance(String name, URI address) {}

  private DashboardKeywords() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works("dashboard auth", DashboardKeywords::readUsers),
        Keyword.works("dashboard instance", DashboardKeywords::readInstance),
        role("dashboard operator", OPERATORS),
        role("dashboard admin", ADMINISTRATORS));
  }

  private static void readUsers(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("dashboard auth", arguments);
    if (section.lacks(Capability.FRONTEND, "dashboard auth", arguments)) {
      return;
    }
    String name = arguments.text("the name of a userlist");
    arguments.end();
    Users users = new Users();
    RuleContext rules = section.rules().context();
    SourcePosition position = arguments.position();
    rules.later(diagnostics -> resolve(users, name, rules, position, diagnostics));
    section.set(USERS, Optional.of(users), arguments);
  }

  private static void readInstance(ProxySection section, Arguments arguments) {
    section.refuseInDefaults("dashboard instance", arguments);
    if (section.lacks(Capability.FRONTEND, "dashboard instance", arguments)) {
      return;
    }
    String name = arguments.text("the name of an instance");
    Word word = arguments.word("the URL of its dashboard");
    arguments.end();
    URI address = null;
    try {
      address = new URI(word.text());
    } catch (URISyntaxException e) {
      // Told below.
    }
    if (address == null
        || address.getHost() == null
        || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
      throw arguments.error(
          word,
          "'dashboard instance': '"
              + word
              + "' is no URL (expected: 'https://lb2.example.com/dashboard/').");
    }
    section.append(INSTANCES, new Instance(name, address), arguments);
  }

  private static void resolve(
      Users users,
      String name,
      RuleContext rules,
      SourcePosition position,
      Diagnostics diagnostics) {
    UserList found = rules.userList(name);
    if (found == null) {
      diagnostics.alert(position, "'dashboard auth': there is no userlist '" + name + "'.");
    } else {
      users.list = found;
    }
  }

  /** A condition under which somebody who has given a password has a role. */
  private static Keyword<ProxySection> role(String keyword, Setting<List<Condition>> setting) {
    return Keyword.works(
        keyword,
        (section, arguments) -> {
          section.refuseInDefaults(keyword, arguments);
          if (section.lacks(Capability.FRONTEND, keyword, arguments)) {
            return;
          }
          if (!section.setsItself(USERS)) {
            throw arguments.error(
                "'"
                    + keyword
                    + "' is for users whose names are known (expected: 'dashboard auth"
                    + " <userlist>' before it).");
          }
          section.append(setting, StatsKeywords.condition(keyword, section, arguments), arguments);
        });
  }
}

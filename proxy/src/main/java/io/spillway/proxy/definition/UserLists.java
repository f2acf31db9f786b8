package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Directive;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Word;
import io.spillway.rules.Password;
import io.spillway.rules.UserList;
import java.util.ArrayList;
import java.util.List;

/** The {@code userlist} section (configuration manual, chapter 3.4). */
final class UserLists {
  private UserLists() {}

  static void readSection(Section section, List<UserList> lists, Loading loading) {
    if (section.header().size() < 2) {
      loading.diagnostics().alert(section.position(), "'userlist' expects <name> as arguments.");
      return;
    }
    String name = section.header().get(1).text();
    UserList list = new UserList(name);
    if (!loading.rules().addUserList(list)) {
      loading
          .diagnostics()
          .warning(section.position(), "ignoring duplicated userlist '" + name + "'.");
      return;
    }
    lists.add(list);
    for (Directive directive : section.directives()) {
      Arguments arguments = Arguments.of(directive, loading.diagnostics());
      KeywordTable.guarded(loading.diagnostics(), () -> readLine(list, arguments));
    }
  }

  private static void readLine(UserList list, Arguments arguments) {
    Word keyword = arguments.word("a keyword");
    switch (keyword.text()) {
      case "group" -> readGroup(list, arguments);
      case "user" -> readUser(list, arguments);
      default ->
          throw arguments.error(keyword, "unknown keyword '" + keyword + "' in 'users' section");
    }
  }

  private static void readGroup(UserList list, Arguments arguments) {
    String name = arguments.text("a group name");
    List<String> members = new ArrayList<>();
    while (arguments.hasNext()) {
      Word word = arguments.word("'users'");
      if (!word.text().equals("users")) {
        throw arguments.error(word, "'group' only supports 'users' option.");
      }
      members.addAll(List.of(arguments.text("a list of users").split(",")));
    }
    if (!list.addGroup(name, members)) {
      arguments
          .diagnostics()
          .warning(
              arguments.position(),
              "ignoring duplicated group '" + name + "' in userlist '" + list.name() + "'.");
    }
  }

  private static void readUser(UserList list, Arguments arguments) {
    String name = arguments.text("a user name");
    Password password = Password.clear(new byte[0]);
    List<String> groups = new ArrayList<>();
    while (arguments.hasNext()) {
      Word word = arguments.word("an option");
      switch (word.text()) {
        case "insecure-password" -> password = Password.clear(arguments.word("a password").bytes());
        case "password" -> password = hashed(name, arguments);
        case "groups" -> groups.addAll(List.of(arguments.text("a list of groups").split(",")));
        default ->
            throw arguments.error(
                word, "'user' only supports 'password', 'insecure-password' and 'groups' options.");
      }
    }
    if (!list.addUser(name, password, groups)) {
      arguments
          .diagnostics()
          .warning(
              arguments.position(),
              "ignoring duplicated user '" + name + "' in userlist '" + list.name() + "'.");
    }
  }

  /** The message does not repeat the word: it may be a password that was put there in clear. */
  private static Password hashed(String user, Arguments arguments) {
    Word word = arguments.word("a hashed password");
    Password password = Password.hashed(word.text());
    if (password == null) {
      throw arguments.error(
          word,
          "the password of user '"
              + user
              + "' is no hash that can be checked here (expected: one of crypt(3) that begins with"
              + " $1$, $5$ or $6$, or an old one of 13 characters; 'insecure-password' takes one"
              + " in clear).");
    }
    return password;
  }
}

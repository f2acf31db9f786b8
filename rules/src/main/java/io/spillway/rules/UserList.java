package io.spillway.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code userlist} section: who may log in, with which password, in which groups (configuration
 * manual, chapter 3.4). Filled while the configuration is read, immutable afterwards.
 */
public final class UserList {
  private final String name;
  private final Map<String, User> users = new HashMap<>();
  private final Map<String, List<String>> groups = new HashMap<>();

  private record User(Password password, Set<String> groups) {}

  /** An empty list. */
  public UserList(String name) {
    this.name = name;
  }

  /** The section's name. */
  public String name() {
    return name;
  }

  /** Adds a group; false where its name is taken. */
  public boolean addGroup(String group, List<String> members) {
    return groups.putIfAbsent(group, List.copyOf(members)) == null;
  }

  /**
   * Adds a user.
   *
   * @return false where the name is taken
   */
  public boolean addUser(String user, Password password, List<String> userGroups) {
    return users.putIfAbsent(user, new User(password, new HashSet<>(userGroups))) == null;
  }

  /**
   * Resolves the groups' members.
   *
   * @return what is wrong, or null
   */
  public @Nullable String finish() {
    for (Map.Entry<String, User> user : users.entrySet()) {
      for (String group : user.getValue().groups()) {
        if (!groups.containsKey(group)) {
          return "no such group '" + group + "' specified in user '" + user.getKey() + "'";
        }
      }
    }
    for (Map.Entry<String, List<String>> group : groups.entrySet()) {
      for (String member : group.getValue()) {
        User user = users.get(member);
        if (user == null) {
          return "no such user '" + member + "' specified in group '" + group.getKey() + "'";
        }
        user.groups().add(group.getKey());
      }
    }
    return null;
  }

  /** Whether {@code user} exists and has this password. */
  public boolean accepts(String user, byte[] password) {
    User known = users.get(user);
    return known != null && known.password().isEqual(password);
  }

  /** The groups of {@code user}, sorted; empty for an unknown one. */
  public List<String> groupsOf(String user) {
    User known = users.get(user);
    List<String> sorted = new ArrayList<>(known == null ? List.of() : known.groups());
    sorted.sort(null);
    return sorted;
  }

  @Override
  public String toString() {
    return name + Arrays.toString(users.keySet().toArray());
  }
}

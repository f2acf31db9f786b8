package io.spillway.process;

import org.jspecify.annotations.Nullable;

/**
 * What a process gives up once its sockets are bound: its root directory, its groups, its user.
 * Immutable.
 *
 * @param user the user to become by name, or null
 * @param group the group to become by name, or null
 * @param uid the user to become by number where no name is given; 0 for none
 * @param gid the group to become by number where no name is given; 0 for none
 * @param root the directory to lock the process into, or null
 */
public record Privileges(
    @Nullable String user, @Nullable String group, int uid, int gid, @Nullable String root) {
  /** Nothing is given up. */
  public static final Privileges KEEP = new Privileges(null, null, 0, 0, null);

  /**
   * Gives up what is to be given up: the root directory first, which only root can change, and the
   * user last.
   *
   * @throws StartException naming what could not be given up, and why
   */
  void giveUp() throws StartException {
    // The names are looked up first: their databases are out of reach from a new root.
    int wantedGroup = groupId();
    int wantedUser = userId();
    if (root != null) {
      openAllJars();
      attempt("chroot(" + root + ")", () -> SystemCalls.changeRoot(root));
      attempt("chdir(/)", () -> SystemCalls.changeDirectory("/"));
    }
    if (wantedGroup != 0 || wantedUser != 0) {
      attempt(
          "drop supplementary groups",
          () -> {
            if (SystemCalls.effectiveUser() == 0) {
              SystemCalls.clearGroups();
            }
          });
    }
    if (wantedGroup != 0) {
      attempt("set gid " + wantedGroup, () -> SystemCalls.setGroup(wantedGroup));
    }
    if (wantedUser != 0) {
      attempt("set uid " + wantedUser, () -> SystemCalls.setUser(wantedUser));
    }
  }

  private int userId() throws StartException {
    if (user == null) {
      return uid;
    }
    SystemCalls.User found = SystemCalls.user(user);
    if (found == null) {
      throw new StartException("[haproxy.main()] Cannot find user id for '" + user + "'.");
    }
    return found.uid();
  }

  private int groupId() throws StartException {
    if (group == null) {
      return gid;
    }
    Integer found = SystemCalls.group(group);
    if (found == null) {
      throw new StartException("[haproxy.main()] Cannot find group id for '" + group + "'.");
    }
    return found;
  }

  /** Classes are loaded when they are needed, and the jars cannot be opened from a new root. */
  private static void openAllJars() {
    ClassLoader.getSystemResource("a resource that no jar has");
  }

  private interface Step {
    void run() throws SystemCallException;
  }

  private static void attempt(String what, Step step) throws StartException {
    try {
      step.run();
    } catch (SystemCallException e) {
      throw new StartException("[haproxy.main()] Cannot " + what + ": " + e.getMessage() + ".");
    }
  }
}

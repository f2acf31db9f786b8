package io.spillway.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;

/**
 * Who owns the file of a unix socket and who may connect ({@code mode}, {@code user}, {@code group}
 * of bind lines). Immutable.
 *
 * @param mode the permissions, as in {@code 0660}, or -1 for what the umask gives
 * @param user the owner's name, or empty
 * @param group the group's name, or empty
 */
public record UnixSocketFile(int mode, String user, String group) {
  /** Binds a socket to a name. */
  @FunctionalInterface
  public interface Binding {
    /** Binds to {@code fresh}, which does not exist. */
    void bind(Path fresh) throws IOException;
  }

  /**
   * Binds under another name first and renames then, so that the socket appears with its
   * permissions, and in place of one that another process still listens on.
   *
   * @throws IOException when it cannot be bound, or its owner or permissions cannot be set
   */
  public void publish(Path socket, Binding binding) throws IOException {
    Path fresh = Path.of(socket + "." + ProcessHandle.current().pid() + ".tmp");
    Files.deleteIfExists(fresh);
    try {
      binding.bind(fresh);
      apply(fresh);
      Files.move(fresh, socket, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(fresh);
      throw e;
    }
  }

  private void apply(Path socket) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(socket, PosixFileAttributeView.class);
    var users = socket.getFileSystem().getUserPrincipalLookupService();
    try {
      if (!user.isEmpty()) {
        view.setOwner(users.lookupPrincipalByName(user));
      }
    } catch (UserPrincipalNotFoundException e) {
      throw new IOException("no such user as '" + user + "'", e);
    }
    try {
      if (!group.isEmpty()) {
        view.setGroup(users.lookupPrincipalByGroupName(group));
      }
    } catch (UserPrincipalNotFoundException e) {
      throw new IOException("no such group as '" + group + "'", e);
    }
    if (mode >= 0) {
      EnumSet<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      PosixFilePermission[] all = PosixFilePermission.values();
      for (int bit = 0; bit < all.length; bit++) {
        if ((mode & 0400 >> bit) != 0) {
          permissions.add(all[bit]);
        }
      }
      view.setPermissions(permissions);
    }
  }
}

package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.process.SystemCalls;
import io.spillway.proxy.definition.GlobalKeywords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A directory that the process uses after it has given up its rights: it is made while there are
 * enough of them. Stateless.
 */
final class StateDirectory {
  private StateDirectory() {}

  /**
   * Makes {@code directory}, under the root that {@code global} names, if it names one, and gives
   * it and what is in it to its user and group.
   *
   * @throws IOException when that fails
   */
  static void prepare(Path directory, Settings global) throws IOException {
    String root = global.get(GlobalKeywords.CHROOT);
    Path absolute = directory.toAbsolutePath();
    Path seen =
        root.isEmpty() ? absolute : Path.of(root).resolve(absolute.getRoot().relativize(absolute));
    Files.createDirectories(seen);
    int user = user(global);
    int group = group(global);
    if (user != 0 || group != 0) {
      List<Path> all;
      try (Stream<Path> found = Files.walk(seen)) {
        all = found.toList();
      }
      for (Path one : all) {
        if (user != 0) {
          Files.setAttribute(one, "unix:uid", user);
        }
        if (group != 0) {
          Files.setAttribute(one, "unix:gid", group);
        }
      }
    }
    if (!root.isEmpty()) {
      loadTrust();
    }
  }

  private static int user(Settings global) {
    SystemCalls.User found = SystemCalls.user(global.get(GlobalKeywords.USER));
    return found == null ? global.get(GlobalKeywords.UID) : found.uid();
  }

  private static int group(Settings global) {
    Integer found = SystemCalls.group(global.get(GlobalKeywords.GROUP));
    return found == null ? global.get(GlobalKeywords.GID) : found;
  }

  /** The authorities of the Java runtime are in a file that the new root does not have. */
  private static void loadTrust() throws IOException {
    try {
      SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("the trusted authorities cannot be loaded: " + e.getMessage(), e);
    }
  }
}

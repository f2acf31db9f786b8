package io.spillway.assembly;

import io.spillway.config.Settings;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.VoterDefinition;
import io.spillway.ops.alert.definition.AlertsDefinition;
import io.spillway.process.CrashReports;
import io.spillway.process.StartException;
import io.spillway.process.SystemCalls;
import io.spillway.proxy.definition.GlobalKeywords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A directory that the process uses after it has given up its rights: it is made while there are
 * enough of them. Stateless.
 */
public final class StateDirectory {
  private static final Path ROOT = Path.of("/var/lib/spillway");

  private StateDirectory() {}

  /** Where alerts are kept, as the process sees it that keeps them. */
  static Path ofAlerts(AlertsDefinition definition, @Nullable VoterDefinition self) {
    String named = definition.stateDirectory();
    return named != null
        ? Path.of(named)
        : ROOT.resolve(self == null ? "alerts" : self.name() + ".alerts");
  }

  /** Where events are kept. */
  static Path history(AlertsDefinition definition, Path directory) {
    String named = definition.historyFile();
    return named != null ? Path.of(named) : directory.resolve("events");
  }

  /**
   * Where a master keeps reports about workers that died: among what their alerts keep.
   *
   * @throws StartException where it cannot be told which instance this is
   */
  public static CrashReports crashReports(
      AlertsDefinition definition, @Nullable FacilityPlan plan, Settings global)
      throws StartException {
    FacilityConfiguration facilities = plan == null ? null : plan.configuration();
    VoterDefinition self = plan == null || facilities == null ? null : plan.self(facilities);
    Path directory = ofAlerts(definition, self);
    return new CrashReports(seen(directory, global), seen(history(definition, directory), global));
  }

  /** A path of the root that {@code global} names, as it is seen from without. */
  private static Path seen(Path path, Settings global) {
    String root = global.get(GlobalKeywords.CHROOT);
    Path absolute = path.toAbsolutePath();
    return root.isEmpty()
        ? absolute
        : Path.of(root).resolve(absolute.getRoot().relativize(absolute));
  }

  /**
   * Makes {@code directory}, under the root that {@code global} names, if it names one, and gives
   * it and what is in it to its user and group.
   *
   * @throws IOException when that fails
   */
  static void prepare(Path directory, Settings global) throws IOException {
    String root = global.get(GlobalKeywords.CHROOT);
    Path seen = seen(directory, global);
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

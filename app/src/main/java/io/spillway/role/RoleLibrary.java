package io.spillway.role;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The roles that there are: those that come with the program, and those of a directory of the
 * user's ({@code <name>.role}), which come before the program's of the same name. Immutable.
 */
public final class RoleLibrary {
  private static final String SUFFIX = ".role";

  private final @Nullable Path directory;

  /** {@code directory} is the user's, or null for none. */
  public RoleLibrary(@Nullable Path directory) {
    this.directory = directory;
  }

  /** All roles, in the order of their names. */
  public List<RoleTemplate> all() throws RoleException {
    List<RoleTemplate> all = new ArrayList<>();
    List<String> names = new ArrayList<>(own());
    for (String shipped : shipped()) {
      if (!names.contains(shipped)) {
        names.add(shipped);
      }
    }
    for (String name : names) {
      all.add(find(name));
    }
    all.sort(Comparator.comparing(RoleTemplate::name));
    return all;
  }

  /** The names of the roles that come with the program. */
  public static List<String> shipped() {
    return resource("roles.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  private List<String> own() throws RoleException {
    if (directory == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .toList();
    } catch (IOException e) {
      throw new RoleException("--roles: cannot read " + directory + ": " + e.getMessage());
    }
  }

  /** The role {@code name}. */
  public RoleTemplate find(String name) throws RoleException {
    if (own().contains(name) && directory != null) {
      try {
        return RoleTemplate.parse(name, Files.readString(directory.resolve(name + SUFFIX), UTF_8));
      } catch (IOException e) {
        throw new RoleException("role " + name + ": cannot be read: " + e.getMessage());
      }
    }
    if (!shipped().contains(name)) {
      throw new RoleException(
          "there is no role '" + name + "'; 'spillway role list' lists what there is");
    }
    return RoleTemplate.parse(name, resource(name + SUFFIX));
  }

  private static String resource(String name) {
    try (InputStream in = RoleLibrary.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing in the program: " + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot be read from the program: " + name, e);
    }
  }
}

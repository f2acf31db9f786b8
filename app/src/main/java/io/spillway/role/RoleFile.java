package io.spillway.role;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file of a configuration that was made of a role: {@code <name>.cfg} in a directory that is
 * read whole. Immutable.
 */
public final class RoleFile {
  private static final String MARK = "# Made by 'spillway role add ";
  private final Path path;

  private RoleFile(Path path) {
    this.path = path;
  }

  /** The file of {@code name} in {@code directory}, whether it is there or not. */
  public static RoleFile in(Path directory, String name) {
    return new RoleFile(directory.resolve(name + ".cfg"));
  }

  /** Where it is. */
  public Path path() {
    return path;
  }

  /** Whether there is a file of that name, made of a role or not. */
  public boolean exists() {
    return Files.exists(path);
  }

  /** Whether it is there and was made of a role. */
  public boolean isOfRole() {
    try {
      return exists() && Files.readString(path, UTF_8).startsWith(MARK);
    } catch (IOException e) {
      return false;
    }
  }

  /** What it holds, made of {@code role}. */
  public static String text(RoleTemplate role, String name, String directory, String body) {
    return MARK
        + role.name()
        + " --name "
        + name
        + "'; may be edited.\n# 'spillway role remove "
        + name
        + " -f "
        + directory
        + "' takes it back.\n\n"
        + body;
  }

  /** Puts it there, whole. */
  public void write(String text) throws IOException {
    Path whole = Files.createTempFile(path.getParent(), "role", ".part");
    try {
      Files.writeString(whole, text, UTF_8);
      whole.toFile().setReadable(true, false);
      Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  /** Takes it away. */
  public void delete() throws IOException {
    Files.delete(path);
  }
}

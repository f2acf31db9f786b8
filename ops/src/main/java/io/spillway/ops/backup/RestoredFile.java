package io.spillway.ops.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.Set;

/** A file as the manifest describes it. Stateless. */
final class RestoredFile {
  private RestoredFile() {}

  /** Writes a file that does not exist; nobody else can read it before its owner is set. */
  static void write(Path file, byte[] content, Manifest.Entry entry) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    describe(file, entry);
  }

  private static void describe(Path file, Manifest.Entry entry) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if ("root".equals(System.getProperty("user.name"))) {
      UserPrincipalLookupService users = file.getFileSystem().getUserPrincipalLookupService();
      try {
        view.setOwner(users.lookupPrincipalByName(entry.owner()));
        view.setGroup(users.lookupPrincipalByGroupName(entry.group()));
      } catch (UserPrincipalNotFoundException _) {
        // A machine that lacks the user keeps the file with root, who can give it away.
      }
    }
    view.setPermissions(permissions(entry.mode()));
  }

  private static Set<PosixFilePermission> permissions(String mode) {
    int bits = Integer.parseInt(mode, 8);
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((bits & 0400 >> permission.ordinal()) != 0) {
        permissions.add(permission);
      }
    }
    return permissions;
  }
}

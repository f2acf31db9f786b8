package io.spillway.ops.backup;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A backup as one file: a zip archive with {@code manifest.json} and below {@code files/} each file
 * by its path. Its bytes follow from manifest and contents alone. Immutable.
 *
 * @param manifest what it tells of itself
 * @param contents the stored bytes by path
 */
public record BackupArchive(Manifest manifest, Map<String, byte[]> contents) {
  /** The most bytes that the files of a backup may have together. */
  public static final long MOST_BYTES = 64L * 1024 * 1024;

  /** The most files that a backup may have. */
  public static final int MOST_FILES = 50_000;

  private static final String MANIFEST = "manifest.json";
  private static final String FILES = "files";
  private static final LocalDateTime FIXED_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** The archive's bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      add(zip, MANIFEST, JSON.writeValueAsBytes(manifest));
      for (Manifest.Entry entry : manifest.entries()) {
        add(zip, FILES + entry.path(), stored(entry.path()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(FIXED_TIME);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * Reads and checks an archive: that it is whole, and that each file is what the manifest says.
   *
   * @throws BackupException where it is damaged or was made otherwise; the message says how
   */
  public static BackupArchive read(byte[] archive) throws BackupException {
    Map<String, byte[]> found = entries(archive);
    byte[] text = found.remove(MANIFEST);
    if (text == null) {
      throw new BackupException("it is damaged: it has no " + MANIFEST);
    }
    Manifest manifest;
    try {
      manifest = JSON.readValue(text, Manifest.class);
    } catch (JacksonException | NullPointerException e) {
      throw new BackupException("it is damaged: its " + MANIFEST + " cannot be read", e);
    }
    if (manifest.format() != Manifest.FORMAT) {
      throw new BackupException(
          "it has form "
              + manifest.format()
              + ", which this version cannot read (expected: "
              + Manifest.FORMAT
              + "); it was made by version "
              + manifest.version());
    }
    Map<String, byte[]> contents = new TreeMap<>();
    for (Manifest.Entry entry : manifest.entries()) {
      byte[] content = found.remove(FILES + entry.path());
      if (content == null) {
        throw new BackupException("it is damaged: " + entry.path() + " is missing");
      }
      if (!isPath(entry.path())) {
        throw new BackupException("it is not to be trusted: it holds '" + entry.path() + "'");
      }
      if (!sha256(content).equals(entry.sha256())) {
        throw new BackupException("it is damaged: " + entry.path() + " is not what was backed up");
      }
      contents.put(entry.path(), content);
    }
    if (!found.isEmpty()) {
      throw new BackupException(
          "it is not to be trusted: the manifest does not know "
              + found.keySet().iterator().next());
    }
    if (!Fingerprint.of(manifest).equals(manifest.fingerprint())) {
      throw new BackupException("it is damaged: its manifest was changed");
    }
    return new BackupArchive(manifest, contents);
  }

  private static Map<String, byte[]> entries(byte[] archive) throws BackupException {
    Map<String, byte[]> found = new TreeMap<>();
    Set<String> names = new HashSet<>();
    long total = 0;
    try (ZipInputStream zip =
        new ZipInputStream(new ByteArrayInputStream(archive), StandardCharsets.UTF_8)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] content = zip.readNBytes((int) (2 * MOST_BYTES - total));
        total += content.length;
        if (!names.add(entry.getName())
            || names.size() > MOST_FILES + 1
            || total >= 2 * MOST_BYTES) {
          throw new BackupException("it is not to be trusted: it holds too much");
        }
        found.put(entry.getName(), content);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new BackupException("it is damaged: " + e.getMessage(), e);
    }
    if (found.isEmpty()) {
      throw new BackupException("it is damaged: it is no zip archive");
    }
    return found;
  }

  private static boolean isPath(String path) {
    return path.startsWith("/")
        && path.indexOf('\0') < 0
        && Arrays.stream(path.substring(1).split("/", -1))
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /** The bytes of {@code path} as they are stored. */
  byte[] stored(String path) {
    byte[] content = contents.get(path);
    if (content == null) {
      throw new IllegalArgumentException(path);
    }
    return content;
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

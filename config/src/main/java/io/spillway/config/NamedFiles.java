package io.spillway.config;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The files that a configuration names, as reading one comes upon them. Whatever reads a
 * configuration asks here where such a file is, so that a {@link View} can hear of each (a backup
 * holds them all) or have other files read in their place (a restored configuration is checked
 * before it replaces anything). Without a view, files are where they are named. Thread-safe; a view
 * holds for the thread that reads.
 */
public final class NamedFiles {
  /** What a file holds. */
  public enum Content {
    /** Text that may be shown. */
    PLAIN,
    /** A key or a password. */
    SECRET,
    /** A directory, whose files are read in the order of their names. */
    DIRECTORY
  }

  /** Stands between a configuration and the file system while it is read. */
  @FunctionalInterface
  public interface View {
    /**
     * Where {@code named} is to be read; called again for a file that is read again, and for files
     * that may be missing.
     *
     * @param named as the configuration names it, absolute or not
     */
    Path find(Path named, Content content);
  }

  private static final ScopedValue<View> VIEW = ScopedValue.newInstance();

  private NamedFiles() {}

  /** Runs {@code reading} with {@code view}. */
  public static <T extends @Nullable Object> T through(View view, Supplier<T> reading) {
    return ScopedValue.where(VIEW, view).call(reading::get);
  }

  /** Where the file {@code named} is. */
  public static Path plain(Path named) {
    return find(named, Content.PLAIN);
  }

  /** Where the file {@code named} is, which holds a key or a password. */
  public static Path secret(Path named) {
    return find(named, Content.SECRET);
  }

  /** Where the directory {@code named} is, or what is there that is no directory. */
  public static Path directory(Path named) {
    return find(named, Content.DIRECTORY);
  }

  private static Path find(Path named, Content content) {
    return VIEW.isBound() ? VIEW.get().find(named, content) : named;
  }
}

package io.spillway.net.tls;

import io.spillway.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of certificates that listeners offer: a file of {@code crt-list}, or a directory
 * (configuration manual, {@code crt-list}). Lines come and go at run time; the file stays as it is.
 * Confined to who holds the lock of its {@link CertificateStore}.
 */
public final class CertificateList {
  private final String name;
  private final boolean isDirectory;
  private final Reader reader;
  private final List<Line> lines = new ArrayList<>();
  private final List<Use> uses = new ArrayList<>();
  private int lastNumber;

  /** One certificate of a list. Immutable; each is different from all others. */
  public static final class Line {
    private final int number;
    private final String certificate;
    private final @Nullable Settings options;
    private final String optionText;
    private final List<String> filters;

    /**
     * A line.
     *
     * @param number where it stands, from 1; 0 for a file of a directory
     * @param certificate the file
     * @param options what stands between the brackets, or null where there are none
     * @param optionText the same as it is shown
     * @param filters the names that it is offered for; empty for its own
     */
    public Line(
        int number,
        String certificate,
        @Nullable Settings options,
        String optionText,
        List<String> filters) {
      this.number = number;
      this.certificate = certificate;
      this.options = options;
      this.optionText = optionText;
      this.filters = List.copyOf(filters);
    }

    /** Where it stands, from 1; 0 for a file of a directory. */
    public int number() {
      return number;
    }

    /** The file. */
    public String certificate() {
      return certificate;
    }

    /** The names that it is offered for; empty for its own. */
    public List<String> filters() {
      return filters;
    }

    /** What stands between the brackets, or null where there are none. */
    public @Nullable Settings options() {
      return options;
    }

    /**
     * As the runtime API shows it.
     *
     * @param numbered whether its number is shown
     */
    public String text(boolean numbered) {
      StringBuilder text = new StringBuilder(certificate);
      if (numbered) {
        text.append(':').append(number);
      }
      if (options != null) {
        text.append(" [").append(optionText).append(']');
      }
      filters.forEach(filter -> text.append(' ').append(filter));
      return text.toString();
    }
  }

  /** Reads the text of a line. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads a line.
     *
     * @param where what messages call the place
     * @param number its number in the list
     * @throws TlsException what is wrong with it
     */
    Line read(String where, int number, String text) throws TlsException;
  }

  /** How TLS is spoken with a line's options; null for as the listener does without any. */
  @FunctionalInterface
  public interface OwnSettings {
    /** As the options say, and the listener's line where they say nothing. */
    @Nullable TlsSettings of(@Nullable Settings options) throws TlsException;
  }

  /** A listener that offers the list. */
  private record Use(TlsServer server, String place, OwnSettings settings) {}

  /**
   * An empty list.
   *
   * @param name the file or directory
   * @param lastNumber the number of the file's last line; 0 for a directory
   * @param reader reads more lines
   */
  public CertificateList(String name, boolean isDirectory, int lastNumber, Reader reader) {
    this.name = name;
    this.isDirectory = isDirectory;
    this.lastNumber = lastNumber;
    this.reader = reader;
  }

  /** The file or directory. */
  public String name() {
    return name;
  }

  /** Whether it is a directory, whose certificates have neither options nor filters. */
  public boolean isDirectory() {
    return isDirectory;
  }

  /** What is in it now. */
  public List<Line> lines() {
    return List.copyOf(lines);
  }

  /** Takes a line that no listener offers yet. */
  public void add(Line line) {
    lines.add(line);
  }

  /**
   * Notes that a listener offers the list.
   *
   * @param place where its line stands
   */
  public void register(TlsServer server, String place, OwnSettings settings) {
    uses.add(new Use(server, place, settings));
  }

  /** Reads the text of a line that would be the next one; see {@link Reader#read}. */
  public Line read(String where, String text) throws TlsException {
    return reader.read(where, lastNumber + 1, text);
  }

  /**
   * Adds a line at the end, and has all listeners of the list offer it from the next handshake on.
   *
   * @return how many listeners there are
   * @throws TlsException where it cannot be offered, and why; nothing has changed then
   */
  public int insert(Line line, TlsCertificate certificate) throws TlsException {
    List<Runnable> changes = new ArrayList<>();
    for (Use use : uses) {
      CertificateIndex.Entry entry =
          new CertificateIndex.Entry(
              certificate, line.filters(), use.settings().of(line.options()), false, line);
      changes.add(use.server().prepare(use.server().certificates().plus(entry)));
    }
    changes.forEach(Runnable::run);
    lines.add(line);
    lastNumber = line.number();
    return uses.size();
  }

  /** Where the listeners stand for which {@code line} is the default. */
  public List<String> defaultOf(Line line) {
    return uses.stream()
        .filter(use -> use.server().certificates().hasDefaultOf(line))
        .map(Use::place)
        .toList();
  }

  /**
   * Removes a line, which no listener offers from the next handshake on.
   *
   * @throws TlsException where the rest cannot be offered, and why; nothing has changed then
   */
  public void remove(Line line) throws TlsException {
    List<Runnable> changes = new ArrayList<>();
    for (Use use : uses) {
      changes.add(use.server().prepare(use.server().certificates().without(line)));
    }
    changes.forEach(Runnable::run);
    lines.remove(line);
  }

  /** Whether {@code certificate} is a file of this directory. */
  public boolean holds(String certificate) {
    Path parent = Path.of(certificate).getParent();
    return parent != null && parent.equals(Path.of(name));
  }
}

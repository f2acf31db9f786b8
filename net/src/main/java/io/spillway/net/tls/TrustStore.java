package io.spillway.net.tls;

import io.spillway.config.NamedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files of authorities, or of revocations, by their names, each of which is read once. What one
 * says is replaced by a transaction, of which there is one at a time; the file stays as it is.
 * Thread-safe.
 *
 * @param <T> what the files hold
 */
public final class TrustStore<T> {
  private static final Set<String> SUFFIXES = Set.of(".pem", ".crt", ".cer", ".crl");

  private final Parser<T> parser;
  private final TreeMap<String, List<T>> files = new TreeMap<>();
  private final List<TrustUser> users = new ArrayList<>();
  private @Nullable Transaction<T> transaction;

  /** Reads what blocks of PEM hold; {@link TlsException} where that is nothing. */
  interface Parser<T> {
    List<T> parse(PemBlocks blocks) throws TlsException;
  }

  private record Transaction<T>(String name, List<T> content) {}

  TrustStore(Parser<T> parser) {
    this.parser = parser;
  }

  /**
   * What a file says, or all files of a directory.
   *
   * @throws TlsException with the file's name and what is wrong with it
   */
  synchronized List<T> read(Path file) throws TlsException {
    List<T> known = files.get(file.toString());
    if (known != null) {
      return known;
    }
    List<T> read = new ArrayList<>();
    if (Files.isDirectory(NamedFiles.directory(file))) {
      for (Path each : inside(file)) {
        read.addAll(parser.parse(PemBlocks.read(each)));
      }
    } else {
      read.addAll(parser.parse(PemBlocks.read(file)));
    }
    files.put(file.toString(), List.copyOf(read));
    return List.copyOf(read);
  }

  private static List<Path> inside(Path directory) throws TlsException {
    try (Stream<Path> entries = Files.list(NamedFiles.directory(directory))) {
      return entries
          .filter(entry -> SUFFIXES.stream().anyMatch(entry.toString()::endsWith))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new TlsException("unable to read the directory '" + directory + "': " + e.getMessage());
    }
  }

  synchronized void register(TrustUser user) {
    users.add(user);
  }

  /** The names, sorted. */
  public synchronized List<String> names() {
    return List.copyOf(files.keySet());
  }

  /** What the file called {@code name} says now; null where there is none. */
  public synchronized @Nullable List<T> find(String name) {
    return files.get(name);
  }

  /** How often {@code name}'s file is used to verify peers. */
  public synchronized int uses(String name) {
    return users.stream().mapToInt(user -> user.usesTrust(Path.of(name))).sum();
  }

  /** The name that the transaction is about; null where there is none. */
  public synchronized @Nullable String transactionName() {
    return transaction == null ? null : transaction.name();
  }

  /** What the transaction would have the file say; empty for none. */
  public synchronized List<T> transactionContent() {
    return transaction == null ? List.of() : transaction.content();
  }

  /** Makes a file that says nothing; false where there is one of that name. */
  public synchronized boolean create(String name) {
    return files.putIfAbsent(name, List.of()) == null;
  }

  /** Removes a file; false where there is none, or it is used or in the transaction. */
  public synchronized boolean remove(String name) {
    if (uses(name) > 0 || name.equals(transactionName())) {
      return false;
    }
    return files.remove(name) != null;
  }

  /**
   * Begins a transaction, or sets the content of the one that there is.
   *
   * @param adds whether the content is added to what the file says, or to what was set
   * @return whether it began
   * @throws TlsException where {@code pem} holds nothing that can be used; nothing has changed then
   * @throws IllegalStateException where the transaction is about another name, or there is no such
   *     file
   */
  public synchronized boolean set(String name, String pem, boolean adds) throws TlsException {
    Transaction<T> before = transaction;
    List<T> known = files.get(name);
    if (known == null || before != null && !before.name().equals(name)) {
      throw new IllegalStateException(name);
    }
    List<T> content = new ArrayList<>();
    if (adds) {
      content.addAll(before == null ? known : before.content());
    }
    content.addAll(parser.parse(PemBlocks.parse(Path.of(name), pem)));
    transaction = new Transaction<>(name, List.copyOf(content));
    return before == null;
  }

  /**
   * Has peers be verified by the transaction's content from the next handshake on, and ends the
   * transaction.
   *
   * @return how often the file is used
   * @throws TlsException where it cannot be used, and why; the transaction goes on then, and what
   *     the file said before still holds
   * @throws IllegalStateException where there is no transaction about {@code name}
   */
  public synchronized int commit(String name) throws TlsException {
    Transaction<T> wanted = transaction;
    if (wanted == null || !wanted.name().equals(name)) {
      throw new IllegalStateException(name);
    }
    List<T> before = files.getOrDefault(name, List.of());
    files.put(name, wanted.content());
    List<Runnable> changes = new ArrayList<>();
    try {
      for (TrustUser user : users) {
        if (user.usesTrust(Path.of(name)) > 0) {
          changes.add(user.prepareTrust());
        }
      }
    } catch (TlsException e) {
      files.put(name, before);
      throw e;
    }
    changes.forEach(Runnable::run);
    transaction = null;
    return uses(name);
  }

  /** Ends the transaction and changes nothing. */
  public synchronized void abort() {
    transaction = null;
  }
}

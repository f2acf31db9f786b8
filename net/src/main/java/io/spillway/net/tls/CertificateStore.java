package io.spillway.net.tls;

import io.spillway.config.NamedFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a configuration by the names of their files, each of which is read once, and
 * those who show them. A certificate is replaced by a transaction: its parts are set, then all who
 * show it show the new one from the next handshake on. There is one transaction at a time. The
 * files stay as they are. Thread-safe.
 */
public final class CertificateStore {
  private static final String KEY_SUFFIX = ".key";
  private static final Duration PLACEHOLDER_LIFE = Duration.ofDays(365);

  private final TreeMap<String, Optional<TlsCertificate>> certificates = new TreeMap<>();
  private final TreeMap<String, CertificateList> lists = new TreeMap<>();
  private final OcspUpdates ocspUpdates = new OcspUpdates(this);
  private final List<Shown> shown = new ArrayList<>();
  private final List<TicketKeyFile> ticketKeys = new ArrayList<>();
  private final TrustFiles trust = new TrustFiles();
  private final List<CertificateUser> users = new ArrayList<>();
  private final Map<Path, CertificateFiles> declared = new LinkedHashMap<>();
  private final Map<Path, ManagedCertificate> managed = new LinkedHashMap<>();
  private final Map<Path, TlsCertificate> placeholders = new LinkedHashMap<>();
  private final TlsChallenges challenges = new TlsChallenges();
  private final List<String> warnings = new ArrayList<>();
  private ExtraFiles extras = ExtraFiles.ALL;
  private @Nullable Transaction transaction;

  /**
   * A server with the listener that it belongs to.
   *
   * @param frontend whose listener it is
   * @param place where the listener's line stands, {@code file:line}
   * @param server what it shows
   */
  public record Shown(String frontend, String place, TlsServer server) {}

  /**
   * A certificate that is to replace another.
   *
   * @param name whose certificate it replaces
   * @param chain its own certificate first; empty for none yet
   * @param keys holds its key, if any
   */
  private record Transaction(String name, List<X509Certificate> chain, PemBlocks keys) {}

  /** Which files beside those of certificates are read from now on. */
  public synchronized void extraFiles(ExtraFiles files) {
    extras = files;
  }

  /** What was wrong with files that were left out, since this was last asked. */
  public synchronized List<String> takeWarnings() {
    List<String> taken = List.copyOf(warnings);
    warnings.clear();
    return taken;
  }

  /**
   * The certificate of a file, with what of it stands in files beside it.
   *
   * @throws TlsException with the file's name and what is wrong with it
   */
  public synchronized TlsCertificate read(Path file) throws TlsException {
    TlsCertificate known = find(file.toString());
    if (known != null) {
      return known;
    }
    TlsCertificate read = isMissing(file) ? placeholder(file) : readFiles(file);
    certificates.put(file.toString(), Optional.of(read));
    return read;
  }

  private TlsCertificate readFiles(Path file) throws TlsException {
    CertificateFiles files = declared.get(file);
    if (files != null) {
      return TlsCertificate.read(file, files, extras, warnings::add);
    }
    if (CertificateFiles.isStored(file.toString())) {
      throw new TlsException(
          "'" + file + "' : no 'crt-store' section loads a certificate so called");
    }
    return TlsCertificate.read(file, extras, warnings::add);
  }

  /**
   * Takes what a {@code load} line says.
   *
   * @param name what its certificate is called
   * @return false where another line has said something of that name, which holds
   */
  public synchronized boolean declare(Path name, CertificateFiles files) {
    return declared.putIfAbsent(name, files) == null;
  }

  /** What a {@code load} line says of the certificate called {@code name}; null for none. */
  public synchronized @Nullable CertificateFiles files(Path name) {
    return declared.get(name);
  }

  private boolean isMissing(Path name) {
    ManagedCertificate wanted = managed.get(name);
    return wanted != null && !Files.exists(NamedFiles.secret(wanted.file()));
  }

  /** One that is shown until the real one is there, as HAProxy does. */
  private TlsCertificate placeholder(Path file) throws TlsException {
    ManagedCertificate wanted = managed.get(file);
    List<String> names =
        wanted == null || wanted.names().isEmpty() ? List.of("expired") : wanted.names();
    TlsCertificate made = SelfSigned.of(file, names, PLACEHOLDER_LIFE, null);
    placeholders.put(file, made);
    return made;
  }

  /**
   * This process obtains and renews a certificate; where its file is missing, {@link #read} gives a
   * self-signed one in its place.
   *
   * @return the entry that there was for the name and that stays, or null
   */
  public synchronized @Nullable ManagedCertificate manage(ManagedCertificate certificate) {
    return managed.putIfAbsent(certificate.name(), certificate);
  }

  /** What this process obtains and renews, in the order of the configuration. */
  public synchronized List<ManagedCertificate> managed() {
    return List.copyOf(managed.values());
  }

  /** Whether what is shown of {@code file} only stands in for one that is yet to be obtained. */
  public synchronized boolean isPlaceholder(Path file) {
    TlsCertificate stands = placeholders.get(file);
    return stands != null && stands.equals(find(file.toString()));
  }

  /** The answers to the challenges tls-alpn-01, of all listeners. */
  public TlsChallenges challenges() {
    return challenges;
  }

  /**
   * The certificate of a file, or those of a bundle, or of all files of a directory in the order of
   * their names.
   *
   * @throws TlsException with the file's name and what is wrong with it
   */
  public List<TlsCertificate> readAll(Path path) throws TlsException {
    List<Path> files;
    if (Files.isDirectory(NamedFiles.directory(path))) {
      files = TlsCertificate.files(path);
    } else {
      List<Path> bundle =
          Files.exists(NamedFiles.plain(path)) || has(path.toString())
              ? List.of()
              : extras.bundle(path);
      files = bundle.isEmpty() ? List.of(path) : bundle;
    }
    List<TlsCertificate> all = new ArrayList<>();
    for (Path file : files) {
      all.add(read(file));
    }
    return all;
  }

  /** What asks for OCSP responses. */
  public OcspUpdates ocspUpdates() {
    return ocspUpdates;
  }

  /** The files by which peers are verified. */
  public TrustFiles trust() {
    return trust;
  }

  /** The files of ticket keys in the order in which they were first named. */
  public synchronized List<TicketKeyFile> ticketKeys() {
    return List.copyOf(ticketKeys);
  }

  /**
   * The ticket keys of a file, which is read once.
   *
   * @throws TlsException with the file's name and what is wrong with it
   */
  public synchronized TicketKeyFile readTicketKeys(Path file) throws TlsException {
    for (TicketKeyFile known : ticketKeys) {
      if (known.name().equals(file.toString())) {
        return known;
      }
    }
    TicketKeyFile read = new TicketKeyFile(file.toString(), TicketKeys.read(file));
    ticketKeys.add(read);
    return read;
  }

  /** The lists by their names, sorted. */
  public synchronized List<CertificateList> lists() {
    return List.copyOf(lists.values());
  }

  /** The list called {@code name}, or null. */
  public synchronized @Nullable CertificateList list(String name) {
    return lists.get(name);
  }

  /** Takes a list. */
  public synchronized void add(CertificateList list) {
    lists.put(list.name(), list);
  }

  /** The servers that show certificates, in the order of the configuration. */
  public synchronized List<Shown> shown() {
    return List.copyOf(shown);
  }

  /** Whether a line of a list names {@code certificate}. */
  private boolean isListed(String certificate) {
    return lists.values().stream()
        .flatMap(list -> list.lines().stream())
        .anyMatch(line -> line.certificate().equals(certificate));
  }

  /**
   * Has the server of a listener show replaced certificates.
   *
   * @param frontend whose listener it is
   * @param place where the listener's line stands
   */
  public synchronized void register(String frontend, String place, TlsServer server) {
    shown.add(new Shown(frontend, place, server));
    register(server);
  }

  /** Has {@code server} show replaced certificates. */
  public synchronized void register(TlsServer server) {
    users.add(server);
    server.answer(challenges);
    trust.register(server);
  }

  /** Has {@code client} show replaced certificates. */
  public synchronized void register(TlsClient client) {
    users.add(client);
    trust.register(client);
  }

  /** The names, sorted. */
  public synchronized List<String> names() {
    return List.copyOf(certificates.keySet());
  }

  /** Whether there is a certificate called {@code name}, be it empty. */
  public synchronized boolean has(String name) {
    return certificates.containsKey(name);
  }

  /** The certificate called {@code name}; null where there is none, or an empty one. */
  public synchronized @Nullable TlsCertificate find(String name) {
    return certificates.getOrDefault(name, Optional.empty()).orElse(null);
  }

  /** How often {@code name}'s certificate stands in what is shown to peers. */
  public synchronized int uses(String name) {
    return users.stream().mapToInt(user -> user.uses(Path.of(name))).sum();
  }

  /** The name that the transaction is about; null where there is none. */
  public synchronized @Nullable String transactionName() {
    return transaction == null ? null : transaction.name();
  }

  /** The certificates of the transaction, its own one first; empty for none. */
  public synchronized List<X509Certificate> transactionChain() {
    return transaction == null ? List.of() : transaction.chain();
  }

  /** Makes an empty certificate; false where there is one of that name. */
  public synchronized boolean create(String name) {
    return certificates.putIfAbsent(name, Optional.empty()) == null;
  }

  /** Removes a certificate; false where there is none, or it is shown or in the transaction. */
  public synchronized boolean remove(String name) {
    if (uses(name) > 0 || isListed(name) || name.equals(transactionName())) {
      return false;
    }
    return certificates.remove(name) != null;
  }

  /** The certificate that {@code name} sets a part of; null where there is none. */
  public synchronized @Nullable String owner(String name) {
    if (has(name)) {
      return name;
    }
    String base =
        name.endsWith(KEY_SUFFIX) ? name.substring(0, name.length() - KEY_SUFFIX.length()) : "";
    if (has(base)) {
      return base;
    }
    return has(base + ".crt") ? base + ".crt" : null;
  }

  /**
   * Begins a transaction, or sets more in the one that there is.
   *
   * @param name a certificate's name; with {@code .key} behind it, its key alone is set
   * @param pem the certificate, its chain and its key in any order; or the key
   * @return whether it began
   * @throws TlsException where {@code pem} cannot be used, and why; nothing has changed then
   * @throws IllegalStateException where the transaction is about another name, or there is no such
   *     certificate
   */
  public synchronized boolean set(String name, String pem) throws TlsException {
    String owner = owner(name);
    Transaction before = transaction;
    if (owner == null || before != null && !before.name().equals(owner)) {
      throw new IllegalStateException(name);
    }
    PemBlocks blocks = PemBlocks.parse(Path.of(name), pem);
    if (owner.equals(name)) {
      List<X509Certificate> chain = blocks.certificates();
      if (chain.isEmpty()) {
        throw new TlsException("unable to load certificate from file '" + name + "'");
      }
      transaction = new Transaction(owner, List.copyOf(chain), blocks);
    } else {
      if (!blocks.hasKey()) {
        throw new TlsException("unable to load private key from file '" + owner + "'");
      }
      transaction = new Transaction(owner, before == null ? chain(owner) : before.chain(), blocks);
    }
    return before == null;
  }

  private List<X509Certificate> chain(String name) {
    TlsCertificate known = find(name);
    return known == null ? List.of() : known.chain();
  }

  /**
   * Shows the transaction's certificate from the next handshake on, and ends the transaction.
   *
   * @return how often it stands in what is shown
   * @throws TlsException where it cannot be shown, and why; the transaction goes on then, and what
   *     was shown before still is
   * @throws IllegalStateException where there is no transaction about {@code name}
   */
  public synchronized int commit(String name) throws TlsException {
    Transaction wanted = transaction;
    if (wanted == null || !wanted.name().equals(name)) {
      throw new IllegalStateException(name);
    }
    if (wanted.chain().isEmpty() || !wanted.keys().hasKey()) {
      throw new TlsException(
          "The transaction must contain at least a certificate and a private key!");
    }
    show(
        TlsCertificate.of(
            Path.of(name), wanted.chain(), wanted.keys(), issuer(name, wanted.chain())));
    transaction = null;
    return uses(name);
  }

  /**
   * Shows another certificate for a file from the next handshake on, aside from any transaction.
   *
   * @param pem the certificate, its chain and its key in any order
   * @throws TlsException where it cannot be shown, and why; what was shown before still is
   */
  public synchronized void replace(Path file, String pem) throws TlsException {
    PemBlocks blocks = PemBlocks.parse(file, pem);
    List<X509Certificate> chain = blocks.certificates();
    if (chain.isEmpty()) {
      throw new TlsException("no certificate found in '" + file + "'");
    }
    show(TlsCertificate.of(file, chain, blocks, issuer(file.toString(), chain)));
  }

  private void show(TlsCertificate replacement) throws TlsException {
    List<Runnable> changes = new ArrayList<>();
    for (CertificateUser user : users) {
      if (user.uses(replacement.file()) > 0) {
        changes.add(user.prepare(replacement));
      }
    }
    changes.forEach(Runnable::run);
    certificates.put(replacement.file().toString(), Optional.of(replacement));
  }

  /** The issuer that was known before, where it is the new certificate's, too. */
  private @Nullable X509Certificate issuer(String name, List<X509Certificate> chain) {
    TlsCertificate before = find(name);
    X509Certificate issuer = before == null ? null : before.staple().issuer();
    return issuer != null
            && issuer.getSubjectX500Principal().equals(chain.getFirst().getIssuerX500Principal())
        ? issuer
        : null;
  }

  /** Ends the transaction and changes nothing. */
  public synchronized void abort() {
    transaction = null;
  }
}

package io.spillway.net.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes certificates for the names that clients ask for and no certificate fits, signed by an
 * authority of the operator's (configuration manual, {@code generate-certificates}). They have the
 * keys of the certificates that would be shown otherwise, and those asked for last are kept.
 * Thread-safe.
 */
public final class CertificateGenerator {
  private static final Duration BEFORE = Duration.ofDays(1);
  private static final Duration LIFE = Duration.ofDays(365);

  /** Made again before the old one is over. */
  private static final Duration KEPT = Duration.ofDays(300);

  private final CertificateWriter.Signer signer;
  private final X509Certificate authority;
  private final Map<String, Made> made;

  /** What was made for a name, of which keys, and when. */
  private record Made(
      List<TlsCertificate> models, List<TlsCertificate> certificates, Instant moment) {}

  /** The names that were asked for last, up to a number. */
  private static final class Recent extends LinkedHashMap<String, Made> {
    private static final long serialVersionUID = 1;
    private static final int FIRST_CAPACITY = 16;
    private static final float LOAD = 0.75f;

    private final int capacity;

    Recent(int capacity) {
      super(FIRST_CAPACITY, LOAD, true);
      this.capacity = capacity;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Made> eldest) {
      return size() > capacity;
    }
  }

  private CertificateGenerator(
      CertificateWriter.Signer signer, X509Certificate authority, int capacity) {
    this.signer = signer;
    this.authority = authority;
    this.made = new Recent(capacity);
  }

  /**
   * A generator.
   *
   * @param file the authority's certificate and its key
   * @param passphrase of the key, or null for none
   * @param capacity for how many names certificates are kept
   * @throws TlsException where the file cannot be used, and why
   */
  public static CertificateGenerator read(Path file, @Nullable String passphrase, int capacity)
      throws TlsException {
    PemBlocks blocks = PemBlocks.read(file, passphrase);
    TlsCertificate authority = TlsCertificate.of(file, blocks.authorities(), blocks, null);
    X509Certificate own = authority.chain().getFirst();
    if (!authority.keyAlgorithm().equals("RSA") && !authority.keyAlgorithm().equals("EC")) {
      throw new TlsException("'" + file + "' has a key that cannot sign certificates here");
    }
    return new CertificateGenerator(
        new CertificateWriter.Signer(own, authority.key()), own, capacity);
  }

  /**
   * Certificates for a name, one for each of {@code models}.
   *
   * @param name as the client asked
   * @param models those that would be shown otherwise
   * @return {@code models} where none can be made
   */
  List<TlsCertificate> generate(String name, List<TlsCertificate> models) {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
      return models;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    Instant now = Instant.now();
    synchronized (made) {
      Made known = made.get(lower);
      if (known != null
          && known.models().equals(models)
          && known.moment().plus(KEPT).isAfter(now)) {
        return known.certificates();
      }
    }
    List<TlsCertificate> certificates = new ArrayList<>();
    try {
      for (TlsCertificate model : models) {
        certificates.add(make(lower, model, now));
      }
    } catch (GeneralSecurityException e) {
      return models;
    }
    synchronized (made) {
      made.put(lower, new Made(models, List.copyOf(certificates), now));
    }
    return certificates;
  }

  private TlsCertificate make(String name, TlsCertificate model, Instant now)
      throws GeneralSecurityException {
    X509Certificate certificate =
        CertificateWriter.write(
            new CertificateWriter.Content(
                List.of(name),
                model.chain().getFirst().getPublicKey(),
                now.minus(BEFORE),
                now.plus(LIFE),
                null),
            signer);
    return TlsCertificate.made(
        model.file(), List.of(certificate, authority), model.key(), Set.of(name));
  }
}

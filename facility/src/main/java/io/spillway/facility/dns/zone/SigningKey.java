package io.spillway.facility.dns.zone;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * A key that signs a zone: ECDSA on curve P-256 with SHA-256 (RFC 6605), in the two text files that
 * BIND's tools write. Immutable.
 *
 * @param record the public key as the zone has it
 * @param secret the private key
 */
public record SigningKey(DNSKEYRecord record, PrivateKey secret) {
  private static final int ALGORITHM = DNSSEC.Algorithm.ECDSAP256SHA256;
  private static final int SCALAR_BYTES = 32;
  private static final String CURVE = "secp256r1";

  /** Why a key file cannot be used; the message says what is wrong and what was expected. */
  public static final class InvalidKeyFileException extends Exception {
    InvalidKeyFileException(String message) {
      super(message);
    }
  }

  /**
   * Reads a key.
   *
   * @param publicText the file that ends with {@code .key}
   * @param secretText the file that ends with {@code .private}
   */
  public static SigningKey read(String publicText, String secretText)
      throws InvalidKeyFileException {
    DNSKEYRecord record = readPublic(publicText);
    if (record.getAlgorithm() != ALGORITHM) {
      throw new InvalidKeyFileException(
          "its algorithm is "
              + DNSSEC.Algorithm.string(record.getAlgorithm())
              + " (expected: ECDSAP256SHA256, number 13)");
    }
    SigningKey key = new SigningKey(record, readSecret(secretText));
    if (!key.matches()) {
      throw new InvalidKeyFileException("the private key does not belong to the public key");
    }
    return key;
  }

  private static DNSKEYRecord readPublic(String text) throws InvalidKeyFileException {
    try (Master master =
        new Master(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)),
            Name.root,
            3600)) {
      master.disableIncludes();
      if (master.nextRecord() instanceof DNSKEYRecord record) {
        return record;
      }
      throw new InvalidKeyFileException("there is no DNSKEY record in the .key file");
    } catch (IOException e) {
      throw new InvalidKeyFileException("the .key file cannot be read: " + e.getMessage());
    }
  }

  private static PrivateKey readSecret(String text) throws InvalidKeyFileException {
    for (String line : text.lines().toList()) {
      if (line.startsWith("PrivateKey:")) {
        try {
          byte[] scalar =
              Base64.getDecoder().decode(line.substring("PrivateKey:".length()).strip());
          AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
          parameters.init(new ECGenParameterSpec(CURVE));
          return KeyFactory.getInstance("EC")
              .generatePrivate(
                  new ECPrivateKeySpec(
                      new BigInteger(1, scalar),
                      parameters.getParameterSpec(ECParameterSpec.class)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          throw new InvalidKeyFileException("the private key is malformed");
        }
      }
    }
    throw new InvalidKeyFileException(
        "there is no line 'PrivateKey: ...' in the .private file (expected: the form v1.2 or v1.3 of"
            + " BIND's tools)");
  }

  private boolean matches() {
    try {
      Instant now = Instant.EPOCH.plusSeconds(100);
      RRset probe = new RRset(new ARecord(record.getName(), DClass.IN, 0, new byte[4]));
      RRSIGRecord made = DNSSEC.sign(probe, record, secret, Instant.EPOCH, now.plusSeconds(1));
      DNSSEC.verify(probe, made, record, now);
      return true;
    } catch (DNSSEC.DNSSECException e) {
      return false;
    }
  }

  /**
   * Makes a new key.
   *
   * @param isKeySigning whether the parent zone will point at it: it then signs the zone's keys,
   *     and the whole zone where there is no other key
   */
  public static SigningKey generate(Name zone, boolean isKeySigning) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      KeyPair pair = generator.generateKeyPair();
      int flags = DNSKEYRecord.Flags.ZONE_KEY | (isKeySigning ? DNSKEYRecord.Flags.SEP_KEY : 0);
      return new SigningKey(
          new DNSKEYRecord(
              zone, DClass.IN, 0, flags, DNSKEYRecord.Protocol.DNSSEC, ALGORITHM, pair.getPublic()),
          pair.getPrivate());
    } catch (GeneralSecurityException | DNSSEC.DNSSECException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether the parent zone points at this key. */
  public boolean isKeySigning() {
    return (record.getFlags() & DNSKEYRecord.Flags.SEP_KEY) != 0;
  }

  /**
   * What the files of this key are called, without their ending: {@code Kexample.com.+013+12345}.
   */
  public String fileName() {
    return "K%s+%03d+%05d".formatted(record.getName(), ALGORITHM, record.getFootprint());
  }

  /** What stands in the file that ends with {@code .key}. */
  public String publicText() {
    return "; A %s-signing key, number %d, of %s%n%s IN DNSKEY %s%n"
        .formatted(
            isKeySigning() ? "key" : "zone",
            record.getFootprint(),
            record.getName(),
            record.getName(),
            record.rdataToString());
  }

  /** What stands in the file that ends with {@code .private}; a secret. */
  public String secretText() {
    byte[] scalar = new byte[SCALAR_BYTES];
    byte[] number = ((ECPrivateKey) secret).getS().toByteArray();
    int length = Math.min(SCALAR_BYTES, number.length);
    System.arraycopy(number, number.length - length, scalar, SCALAR_BYTES - length, length);
    return "Private-key-format: v1.3%nAlgorithm: %d (ECDSAP256SHA256)%nPrivateKey: %s%n"
        .formatted(ALGORITHM, Base64.getEncoder().encodeToString(scalar));
  }

  /** The record that the parent zone needs to point at this key. */
  public Record delegationSigner() {
    return new DSRecord(record.getName(), DClass.IN, 3600, DSRecord.Digest.SHA256, record);
  }
}

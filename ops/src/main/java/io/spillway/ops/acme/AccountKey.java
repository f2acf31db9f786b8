package io.spillway.ops.acme;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.toolbox.JoseUtils;

/** The key of an account with an authority. Immutable. */
record AccountKey(KeyPair pair) {
  /**
   * Reads the key from {@code file}; where there is none, makes one of {@code kind} and keeps it
   * there.
   *
   * @throws IOException with a message that names the file and what is wrong
   */
  static AccountKey of(Path file, AcmeDefinition.KeyKind kind) throws IOException {
    if (Files.exists(file)) {
      return new AccountKey(read(file));
    }
    KeyPair made = Keys.make(kind);
    try {
      KeptFile.write(file, Keys.text(made.getPrivate()));
    } catch (IOException e) {
      throw new IOException("cannot write account key '" + file + "': " + e.getMessage(), e);
    }
    return new AccountKey(made);
  }

  private static KeyPair read(Path file) throws IOException {
    String problem;
    try (PEMParser parser =
        new PEMParser(new StringReader(Files.readString(file, StandardCharsets.UTF_8)))) {
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        PEMKeyPair pair =
            switch (block) {
              case PEMKeyPair whole -> pair(whole.getPrivateKeyInfo());
              case PrivateKeyInfo info -> pair(info);
              default -> null;
            };
        if (pair != null) {
          return new JcaPEMKeyConverter().getKeyPair(pair);
        }
      }
      problem = "holds no private key that can be used";
    } catch (IOException | IllegalArgumentException e) {
      problem = "is present but cannot be read or parsed: " + e.getMessage();
    }
    throw new IOException("account key '" + file + "' " + problem);
  }

  /** The public key follows from the private one, beside which it need not stand. */
  private static @Nullable PEMKeyPair pair(PrivateKeyInfo info) throws IOException {
    AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
      RSAPrivateKey key = RSAPrivateKey.getInstance(info.parsePrivateKey());
      return new PEMKeyPair(
          new SubjectPublicKeyInfo(
              algorithm, new RSAPublicKey(key.getModulus(), key.getPublicExponent())),
          info);
    }
    if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      X962Parameters parameters = X962Parameters.getInstance(algorithm.getParameters());
      X9ECParameters curve =
          parameters.isNamedCurve()
              ? ECNamedCurveTable.getByOID((ASN1ObjectIdentifier) parameters.getParameters())
              : X9ECParameters.getInstance(parameters.getParameters());
      BigInteger secret = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
      byte[] open = curve.getG().multiply(secret).normalize().getEncoded(false);
      return new PEMKeyPair(new SubjectPublicKeyInfo(algorithm, open), info);
    }
    return null;
  }

  /** What answers to challenges end with (RFC 7638). */
  String thumbprint() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(JoseUtils.thumbprint(pair.getPublic()));
  }
}

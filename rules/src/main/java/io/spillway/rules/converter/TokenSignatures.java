package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.RuleContext;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.sample.Sample;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * {@code jwt_verify}: whether the signature of a JSON Web Token in compact form is right (RFC 7515,
 * algorithms of RFC 7518 section 3.1). Public keys are read with the configuration: PEM files of
 * public keys or of certificates, each named at least once.
 */
public final class TokenSignatures {
  private static final int VALID = 1;
  private static final int INVALID = 0;
  private static final int UNKNOWN_ALGORITHM = -1;
  private static final int INVALID_TOKEN = -3;
  private static final int UNKNOWN_CERTIFICATE = -5;

  /** The algorithm of a token that is not signed, and is right where it has no signature. */
  private static final String NONE = "none";

  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.impure(
              "jwt_verify", BINARY, INTEGER, "string,string", a -> verify(a, Files.ANY)),
          Converter.impure(
              "jwt_verify_cert",
              BINARY,
              INTEGER,
              "string,string",
              a -> verify(a, Files.CERTIFICATES)));

  private TokenSignatures() {}

  /** What the file of a key may hold. */
  private enum Files {
    ANY,
    CERTIFICATES
  }

  /** The keys of one configuration by the names of their files. */
  private static final class Keys {
    private final Map<String, PublicKey> byFile = new HashMap<>();
  }

  private static Conversion verify(CallArguments arguments, Files files) {
    RuleContext context = arguments.scope().context();
    Map<String, PublicKey> keys = context.shared(Keys.class, Keys::new).byFile;
    Operand algorithm = Operand.string(arguments, 0);
    Operand key = Operand.string(arguments, 1);
    if (algorithm.isConstant() && !isKnown(arguments.text(0))) {
      throw arguments.error("unknown JWT algorithm: " + arguments.text(0));
    }
    boolean usesSecret =
        algorithm.isConstant()
            && (arguments.text(0).startsWith("HS") || arguments.text(0).equals(NONE));
    if (key.isConstant() && !usesSecret && !keys.containsKey(arguments.text(1))) {
      read(arguments.text(1), files, keys, context, !algorithm.isConstant());
    }
    return (evaluation, sample) -> {
      Sample argument = sample.nested();
      if (!algorithm.get(STRING, evaluation, argument)) {
        return false;
      }
      String name = argument.toString();
      if (!key.get(BINARY, evaluation, argument)) {
        return false;
      }
      byte[] secret = argument.toByteArray();
      return sample.integer(verdict(sample.toByteArray(), name, secret, keys));
    };
  }

  private static boolean isKnown(String algorithm) {
    return algorithm.equals(NONE) || algorithm.matches("(HS|RS|ES|PS)(256|384|512)");
  }

  /** Reads a key; where the algorithm is not known yet, the argument may be a secret instead. */
  private static void read(
      String file,
      Files files,
      Map<String, PublicKey> keys,
      RuleContext context,
      boolean mayBeSecret) {
    try {
      PublicKey read = publicKey(context.bytes(file), files);
      keys.put(file, read);
    } catch (RuleSyntaxException | GeneralSecurityException | IllegalArgumentException e) {
      if (!mayBeSecret) {
        throw new RuleSyntaxException("failed to load public key '" + file + "'");
      }
    }
  }

  private static PublicKey publicKey(byte[] pem, Files files) throws GeneralSecurityException {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    if (text.contains("-----BEGIN CERTIFICATE-----")) {
      return CertificateFactory.getInstance("X.509")
          .generateCertificate(
              new ByteArrayInputStream(
                  text.substring(text.indexOf("-----BEGIN CERTIFICATE-----"))
                      .getBytes(StandardCharsets.ISO_8859_1)))
          .getPublicKey();
    }
    if (files == Files.CERTIFICATES) {
      throw new IllegalArgumentException("no certificate");
    }
    int from = text.indexOf("-----BEGIN PUBLIC KEY-----");
    int to = text.indexOf("-----END PUBLIC KEY-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no public key");
    }
    byte[] encoded =
        Base64.getMimeDecoder()
            .decode(text.substring(from + 26, to).getBytes(StandardCharsets.ISO_8859_1));
    try {
      return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
    }
  }

  private static int verdict(
      byte[] token, String algorithm, byte[] secret, Map<String, PublicKey> keys) {
    if (!isKnown(algorithm)) {
      return UNKNOWN_ALGORITHM;
    }
    int first = indexOf(token, 0);
    int second = first < 0 ? -1 : indexOf(token, first + 1);
    if (second < 0 || indexOf(token, second + 1) >= 0) {
      return INVALID_TOKEN;
    }
    byte[] signature;
    try {
      signature =
          Base64.getUrlDecoder().decode(Arrays.copyOfRange(token, second + 1, token.length));
    } catch (IllegalArgumentException e) {
      return INVALID_TOKEN;
    }
    if (algorithm.equals(NONE)) {
      return signature.length == 0 ? VALID : INVALID;
    }
    if (signature.length == 0) {
      return INVALID_TOKEN;
    }
    byte[] signed = Arrays.copyOf(token, second);
    String bits = algorithm.substring(2);
    try {
      if (algorithm.startsWith("HS")) {
        Mac mac = Mac.getInstance("HmacSHA" + bits);
        mac.init(new SecretKeySpec(secret.length == 0 ? new byte[1] : secret, "Hmac"));
        return MessageDigest.isEqual(mac.doFinal(signed), signature) ? VALID : INVALID;
      }
      PublicKey key = keys.get(new String(secret, StandardCharsets.ISO_8859_1));
      if (key == null) {
        return UNKNOWN_CERTIFICATE;
      }
      return isSigned(signed, signature, algorithm, bits, key) ? VALID : INVALID;
    } catch (GeneralSecurityException e) {
      return INVALID;
    }
  }

  private static boolean isSigned(
      byte[] signed, byte[] signature, String algorithm, String bits, PublicKey key)
      throws GeneralSecurityException {
    Signature verification = verification(algorithm, bits);
    if (verification == null) {
      return false;
    }
    verification.initVerify(key);
    verification.update(signed);
    return verification.verify(signature);
  }

  private static @Nullable Signature verification(String algorithm, String bits)
      throws GeneralSecurityException {
    String digest = "SHA" + bits;
    return switch (algorithm.substring(0, 2)) {
      case "RS" -> Signature.getInstance(digest + "withRSA");
      case "ES" -> Signature.getInstance(digest + "withECDSAinP1363Format");
      case "PS" -> {
        Signature made = Signature.getInstance("RSASSA-PSS");
        int length = Integer.parseInt(bits);
        MGF1ParameterSpec mask = new MGF1ParameterSpec("SHA-" + length);
        made.setParameter(new PSSParameterSpec("SHA-" + length, "MGF1", mask, length / 8, 1));
        yield made;
      }
      default -> null;
    };
  }

  private static int indexOf(byte[] token, int from) {
    for (int i = from; i < token.length; i++) {
      if (token[i] == '.') {
        return i;
      }
    }
    return -1;
  }
}

package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.BOOLEAN;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Converters to cryptographic digests, by the JDK's providers. */
public final class Digests {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of("sha1", BINARY, BINARY, "", arguments -> digest("SHA-1", arguments)),
          Converter.of(
              "sha2", BINARY, BINARY, "[integer]", a -> digest(sha2(a.integer(0, 256), a), a)),
          Converter.of("digest", BINARY, BINARY, "string", a -> digest(name(a.text(0)), a)),
          Converter.impure("hmac", BINARY, BINARY, "string,string", Digests::hmac),
          Converter.impure("secure_memcmp", BINARY, BOOLEAN, "string", Digests::compare));

  private Digests() {}

  private static String sha2(long bits, CallArguments arguments) {
    if (bits != 224 && bits != 256 && bits != 384 && bits != 512) {
      throw arguments.error("Unsupported number of bits: '" + bits + "'");
    }
    return "SHA-" + bits;
  }

  /** The JDK's name of what OpenSSL calls {@code name}. */
  private static String name(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "SHA1", "SHA224", "SHA256", "SHA384", "SHA512" -> "SHA-" + upper.substring(3);
      default -> upper;
    };
  }

  private static Conversion digest(String algorithm, CallArguments arguments) {
    newDigest(algorithm, arguments);
    return (evaluation, sample) -> {
      MessageDigest digest = newDigest(algorithm, arguments);
      digest.update(sample.bytes(), sample.offset(), sample.length());
      ByteBuilder out = sample.scratch();
      out.append(digest.digest());
      return sample.bytes(BINARY, out);
    };
  }

  private static MessageDigest newDigest(String algorithm, CallArguments arguments) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw arguments.error("the digest '" + arguments.text(0) + "' is not known");
    }
  }

  private static Conversion hmac(CallArguments arguments) {
    String algorithm = "Hmac" + name(arguments.text(0)).replace("-", "");
    try {
      Mac.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw arguments.error("the digest '" + arguments.text(0) + "' is not known");
    }
    Operand key = Operand.string(arguments, 1);
    if (key.isConstant()) {
      decoded(arguments.bytes(1), arguments);
    }
    return (evaluation, sample) -> {
      Sample text = sample.nested();
      if (!key.get(SampleType.STRING, evaluation, text)) {
        return false;
      }
      try {
        Mac mac = Mac.getInstance(algorithm);
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(text.toByteArray()), algorithm));
        mac.update(sample.bytes(), sample.offset(), sample.length());
        ByteBuilder out = sample.scratch();
        out.append(mac.doFinal());
        return sample.bytes(BINARY, out);
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        return false;
      }
    };
  }

  private static void decoded(byte[] key, CallArguments arguments) {
    try {
      if (Base64.getDecoder().decode(key).length == 0) {
        throw arguments.error("the key is empty");
      }
    } catch (IllegalArgumentException e) {
      throw arguments.error("failed to parse the key as base64");
    }
  }

  /** Compares in a time that does not depend on where the difference is. */
  private static Conversion compare(CallArguments arguments) {
    Operand other = Operand.variable(arguments, 0);
    return (evaluation, sample) -> {
      Sample expected = sample.nested();
      return other.get(BINARY, evaluation, expected)
          && sample.bool(MessageDigest.isEqual(sample.toByteArray(), expected.toByteArray()));
    };
  }
}

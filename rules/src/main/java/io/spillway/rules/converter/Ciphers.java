package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BINARY;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.Evaluation;
import io.spillway.rules.VariableName;
import io.spillway.rules.VariableStore;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encryption and decryption with AES, in GCM and CBC mode. Nonces, keys and tags are base64, given
 * as they are or by variables.
 */
public final class Ciphers {
  private static final int TAG_BYTES = 16;

  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          gcm("aes_gcm_dec", false),
          gcm("aes_gcm_enc", true),
          cbc("aes_cbc_dec", false),
          cbc("aes_cbc_enc", true));

  private Ciphers() {}

  private static Converter gcm(String name, boolean encrypts) {
    return Converter.impure(
        name, BINARY, BINARY, "integer,string,string,string[,string]", a -> gcm(a, encrypts));
  }

  private static Converter cbc(String name, boolean encrypts) {
    return Converter.impure(
        name, BINARY, BINARY, "integer,string,string[,string]", a -> cbc(a, encrypts));
  }

  private static int keyBytes(CallArguments arguments) {
    long bits = arguments.integer(0, 0);
    if (bits != 128 && bits != 192 && bits != 256) {
      throw arguments.error("key size must be 128, 192 or 256 (bits).");
    }
    return (int) bits / 8;
  }

  private static Operand operand(CallArguments arguments, int index, String what) {
    Operand operand = Operand.string(arguments, index);
    if (operand.isConstant()) {
      try {
        Base64.getDecoder().decode(arguments.bytes(index));
      } catch (IllegalArgumentException e) {
        throw arguments.error("failed to parse " + what + " : invalid base64");
      }
    }
    return operand;
  }

  private static byte @Nullable [] value(Operand operand, Evaluation evaluation, Sample sample) {
    Sample text = sample.nested();
    if (!operand.get(BINARY, evaluation, text)) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(text.toByteArray());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Conversion gcm(CallArguments arguments, boolean encrypts) {
    int keyBytes = keyBytes(arguments);
    Operand nonce = operand(arguments, 1, "nonce");
    Operand key = operand(arguments, 2, "key");
    Operand tag = encrypts ? Operand.variable(arguments, 3) : operand(arguments, 3, "aead_tag");
    Operand more = arguments.has(4) ? operand(arguments, 4, "aad") : null;
    return (evaluation, sample) -> {
      byte[] nonceBytes = value(nonce, evaluation, sample);
      byte[] secret = value(key, evaluation, sample);
      byte[] authenticated = more == null ? new byte[0] : value(more, evaluation, sample);
      if (nonceBytes == null
          || secret == null
          || secret.length != keyBytes
          || authenticated == null) {
        return false;
      }
      byte[] input = sample.toByteArray();
      if (!encrypts) {
        byte[] given = value(tag, evaluation, sample);
        if (given == null || given.length != TAG_BYTES) {
          return false;
        }
        input = Arrays.copyOf(input, input.length + TAG_BYTES);
        System.arraycopy(given, 0, input, input.length - TAG_BYTES, TAG_BYTES);
      }
      try {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
            encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
            new SecretKeySpec(secret, "AES"),
            new GCMParameterSpec(TAG_BYTES * 8, nonceBytes));
        cipher.updateAAD(authenticated);
        byte[] output = cipher.doFinal(input);
        int length = output.length;
        if (encrypts) {
          length -= TAG_BYTES;
          keep(tag, Arrays.copyOfRange(output, length, output.length), evaluation, sample);
        }
        ByteBuilder out = sample.scratch();
        out.append(output, 0, length);
        return sample.bytes(BINARY, out);
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        return false;
      }
    };
  }

  /** Puts the tag of what was encrypted into the variable that the argument names. */
  private static void keep(Operand tag, byte[] bytes, Evaluation evaluation, Sample sample) {
    VariableName name = tag.name();
    VariableStore store = name == null ? null : evaluation.variables(name.scope());
    if (name != null && store != null) {
      Sample value = sample.nested();
      byte[] text = Base64.getEncoder().encode(bytes);
      value.bytes(BINARY, text, 0, text.length);
      store.set(name, value);
    }
  }

  private static Conversion cbc(CallArguments arguments, boolean encrypts) {
    int keyBytes = keyBytes(arguments);
    Operand nonce = operand(arguments, 1, "nonce");
    Operand key = operand(arguments, 2, "key");
    if (arguments.has(3)) {
      throw arguments.error("additional data cannot be authenticated in CBC mode");
    }
    return (evaluation, sample) -> {
      byte[] vector = value(nonce, evaluation, sample);
      byte[] secret = value(key, evaluation, sample);
      if (vector == null || secret == null || secret.length != keyBytes) {
        return false;
      }
      try {
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(
            encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE,
            new SecretKeySpec(secret, "AES"),
            new IvParameterSpec(vector));
        ByteBuilder out = sample.scratch();
        out.append(cipher.doFinal(sample.bytes(), sample.offset(), sample.length()));
        return sample.bytes(BINARY, out);
      } catch (GeneralSecurityException e) {
        return false;
      }
    };
  }
}

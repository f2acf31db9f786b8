package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.Converter;
import io.spillway.rules.sample.ByteBuilder;
import java.util.List;

/**
 * The converter that names what is wrong with a certificate by OpenSSL's constants, the same in all
 * of its versions (X509_STORE_CTX_get_error(3), "ERROR CODES").
 */
public final class CertificateErrors {
  private static final String[] NAMES = {
    "OK",
    "ERR_UNSPECIFIED",
    "ERR_UNABLE_TO_GET_ISSUER_CERT",
    "ERR_UNABLE_TO_GET_CRL",
    "ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE",
    "ERR_UNABLE_TO_DECRYPT_CRL_SIGNATURE",
    "ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
    "ERR_CERT_SIGNATURE_FAILURE",
    "ERR_CRL_SIGNATURE_FAILURE",
    "ERR_CERT_NOT_YET_VALID",
    "ERR_CERT_HAS_EXPIRED",
    "ERR_CRL_NOT_YET_VALID",
    "ERR_CRL_HAS_EXPIRED",
    "ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD",
    "ERR_ERROR_IN_CERT_NOT_AFTER_FIELD",
    "ERR_ERROR_IN_CRL_LAST_UPDATE_FIELD",
    "ERR_ERROR_IN_CRL_NEXT_UPDATE_FIELD",
    "ERR_OUT_OF_MEM",
    "ERR_DEPTH_ZERO_SELF_SIGNED_CERT",
    "ERR_SELF_SIGNED_CERT_IN_CHAIN",
    "ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ERR_CERT_CHAIN_TOO_LONG",
    "ERR_CERT_REVOKED",
    "ERR_INVALID_CA",
    "ERR_PATH_LENGTH_EXCEEDED",
    "ERR_INVALID_PURPOSE",
    "ERR_CERT_UNTRUSTED",
    "ERR_CERT_REJECTED",
    "ERR_SUBJECT_ISSUER_MISMATCH",
    "ERR_AKID_SKID_MISMATCH",
    "ERR_AKID_ISSUER_SERIAL_MISMATCH",
    "ERR_KEYUSAGE_NO_CERTSIGN",
    "ERR_UNABLE_TO_GET_CRL_ISSUER",
    "ERR_UNHANDLED_CRITICAL_EXTENSION"
  };

  /** The converter. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of(
              "x509_v_err_str",
              INTEGER,
              STRING,
              sample -> {
                long number = sample.number();
                ByteBuilder out = sample.scratch();
                if (number >= 0 && number < NAMES.length) {
                  out.append("X509_V_").append(NAMES[(int) number]);
                } else {
                  out.appendDecimal(number);
                }
                return sample.bytes(STRING, out);
              }));

  private CertificateErrors() {}
}

package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.net.tls.VerificationErrors;
import io.spillway.rules.Converter;
import java.util.List;

/** Converters to OpenSSL's names. */
public final class TlsNames {
  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of(
              "x509_v_err_str",
              INTEGER,
              STRING,
              "",
              arguments ->
                  (evaluation, sample) -> {
                    long number = sample.number();
                    String name =
                        number == (int) number
                            ? VerificationErrors.name((int) number)
                            : Long.toString(number);
                    return sample.bytes(STRING, sample.scratch().append(name));
                  }));

  private TlsNames() {}
}

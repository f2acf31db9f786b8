package io.spillway.facility.dns;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.SourceFiles;
import io.spillway.config.Word;
import io.spillway.facility.dns.message.DomainName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/** Reads {@code dns-key <name> <algorithm> file <file>}. */
final class DnsKeyReader {
  private static final Map<String, Name> ALGORITHMS =
      Map.of(
          "hmac-sha256", TSIG.HMAC_SHA256,
          "hmac-sha384", TSIG.HMAC_SHA384,
          "hmac-sha512", TSIG.HMAC_SHA512);

  /** The line that holds the secret in a file of BIND's form. */
  private static final Pattern SECRET =
      Pattern.compile("\\bsecret\\s+\"?([A-Za-z0-9+/=]+)\"?\\s*;");

  private DnsKeyReader() {}

  static void read(
      Section section,
      SourceFiles files,
      Map<DomainName, TransactionKey> keys,
      Diagnostics diagnostics) {
    KeywordTable.guarded(
        diagnostics,
        () -> {
          Arguments arguments = DnsSections.header(section, diagnostics);
          Word name = arguments.word("the key's name");
          Word algorithm = arguments.word("an algorithm: hmac-sha256, hmac-sha384 or hmac-sha512");
          Name hash = ALGORITHMS.get(algorithm.text());
          if (hash == null) {
            throw arguments.error(
                algorithm,
                "unknown algorithm '"
                    + algorithm
                    + "' (expected: hmac-sha256, hmac-sha384 or hmac-sha512).");
          }
          if (!arguments.accept("file")) {
            throw arguments.error("'dns-key' expects 'file <file>' behind the algorithm.");
          }
          Word file = arguments.word("a file");
          arguments.end();
          TransactionKey key =
              new TransactionKey(
                  name(name, arguments),
                  hash,
                  secret(content(file, files, arguments), file, arguments));
          if (keys.putIfAbsent(key.name(), key) != null) {
            throw arguments.error(name, "key '" + name + "' is defined twice.");
          }
        });
    section
        .directives()
        .forEach(
            directive ->
                diagnostics.alert(
                    directive.position(),
                    "a 'dns-key' section has no lines of its own (expected: everything in its first"
                        + " line)."));
  }

  /** The domain name that {@code word} is. */
  static DomainName name(Word word, Arguments arguments) {
    try {
      return DomainName.parse(word.text());
    } catch (TextParseException e) {
      throw arguments.error(word, "'" + word + "' is no domain name (" + e.getMessage() + ").");
    }
  }

  /** The content of the file that {@code word} names, a key. */
  static byte[] content(Word word, SourceFiles files, Arguments arguments) {
    try {
      return files.readSecret(word.unicode());
    } catch (IOException e) {
      throw arguments.error(word, "cannot read file '" + word + "': " + e.getMessage() + ".");
    }
  }

  private static byte[] secret(byte[] content, Word file, Arguments arguments) {
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    Matcher matcher = SECRET.matcher(text);
    try {
      byte[] secret = Base64.getDecoder().decode(matcher.find() ? matcher.group(1) : text);
      if (secret.length > 0) {
        return secret;
      }
    } catch (IllegalArgumentException e) {
      // the message below says what was expected
    }
    throw arguments.error(
        file,
        "file '"
            + file
            + "' holds no key (expected: the secret in base64, or a key statement as tsig-keygen"
            + " writes it).");
  }
}

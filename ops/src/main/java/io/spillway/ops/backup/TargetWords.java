package io.spillway.ops.backup;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.CommonWords;
import io.spillway.ops.backup.BackupTarget.Bucket;
import io.spillway.ops.backup.BackupTarget.StoreEncryption;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The words that say where backups go. Confined to the reading thread. */
final class TargetWords {
  private static final String SCHEME = "s3://";
  private static final List<String> WORDS =
      List.of("region", "endpoint", "path-style", "storage-class", "sse", "profile", "timeout");

  private final Arguments arguments;
  private String region = "us-east-1";
  private @Nullable URI endpoint;
  private boolean pathStyle;
  private @Nullable String storageClass;
  private StoreEncryption encryption = new StoreEncryption.OfBucket();
  private @Nullable String profile;
  private Duration timeout = Duration.ofSeconds(30);

  private TargetWords(Arguments arguments) {
    this.arguments = arguments;
  }

  /** Takes {@code s3://bucket/prefix} with its options, or a directory. */
  static BackupTarget read(Arguments arguments) {
    Word word = arguments.word("'s3://<bucket>/<prefix>' or a directory");
    String text = word.unicode();
    if (text.startsWith(SCHEME)) {
      return new TargetWords(arguments).bucket(word, text.substring(SCHEME.length()));
    }
    if (!text.startsWith("/")) {
      throw arguments.error(
          word,
          "'to': '"
              + word
              + "' is no place for backups (expected: 's3://<bucket>/<prefix>' or an absolute"
              + " directory).");
    }
    arguments.end();
    return new BackupTarget.Directory(Path.of(text).normalize());
  }

  private Bucket bucket(Word word, String path) {
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    String prefix = slash < 0 ? "" : path.substring(slash + 1).replaceAll("^/+|/+$", "");
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw arguments.error(
          word,
          "'to': '"
              + bucket
              + "' is no bucket's name (expected: 3 to 63 small letters, digits, '-' and '.').");
    }
    if (!prefix.matches("[A-Za-z0-9!_.*'()/-]{0,512}") || prefix.contains("//")) {
      throw arguments.error(
          word,
          "'to': '"
              + prefix
              + "' is no prefix (expected: at most 512 letters, digits and !-_.*'()/).");
    }
    while (arguments.hasNext()) {
      option(arguments.word("an option"));
    }
    return new Bucket(
        bucket, prefix, region, endpoint, pathStyle, storageClass, encryption, profile, timeout);
  }

  private void option(Word word) {
    switch (word.text()) {
      case "region" -> region = matching("a region", "[a-z0-9-]{1,40}");
      case "endpoint" -> endpoint = new CommonWords(arguments, "s3", WORDS).endpoint(word);
      case "path-style" -> pathStyle = true;
      case "storage-class" -> storageClass = matching("a storage class", "[A-Z0-9_]{1,40}");
      case "sse" -> encryption = encryption();
      case "profile" -> profile = arguments.word("a profile").unicode();
      case "timeout" -> {
        timeout = arguments.time(TimeUnit.MILLISECONDS);
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
          throw arguments.error(word, "'timeout' is too short (expected: 1s or more).");
        }
      }
      default ->
          throw arguments.error(
              word,
              "'to s3://...': unknown word '"
                  + word
                  + "' (expected: "
                  + String.join(", ", WORDS)
                  + ").");
    }
    if (endpoint != null && isAddress(endpoint)) {
      // A bucket's name cannot stand before an address.
      pathStyle = true;
    }
  }

  private static boolean isAddress(URI endpoint) {
    try {
      InetAddress.ofLiteral(endpoint.getHost().replaceAll("[\\[\\]]", ""));
      return true;
    } catch (IllegalArgumentException e) {
      return endpoint.getHost().equals("localhost");
    }
  }

  private String matching(String expected, String pattern) {
    Word word = arguments.word(expected);
    if (!word.text().matches(pattern)) {
      throw arguments.error(word, "'" + word + "' is not " + expected + ".");
    }
    return word.text();
  }

  private StoreEncryption encryption() {
    Word word = arguments.word("'s3' or 'kms'");
    switch (word.text()) {
      case "s3" -> {
        return new StoreEncryption.S3();
      }
      case "kms" -> {
        boolean hasKey = arguments.hasNext() && !WORDS.contains(arguments.peek());
        return new StoreEncryption.Kms(hasKey ? arguments.word("a key").unicode() : null);
      }
      default ->
          throw arguments.error(
              word, "'sse' only supports 's3' and 'kms' [<key>] (got '" + word + "').");
    }
  }
}

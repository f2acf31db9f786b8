package io.spillway.facility.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.SourceFiles;
import io.spillway.config.Word;
import io.spillway.facility.definition.CoordinationDefinition.Etcd;
import io.spillway.facility.definition.CoordinationDefinition.Protection;
import io.spillway.facility.provider.CommonWords;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the {@code coordination} section. Confined to the reading thread. */
final class CoordinationReader {
  static final KeywordTable<CoordinationReader> TABLE = table();

  private static final int SHORTEST_SECRET = 16;
  private static final int DNS_PORT = 53;
  private static final int MOST_RESOLVERS = 8;
  private static final int LONGEST_SECRET = 4096;
  private static final Duration SHORTEST_HEARTBEAT = Duration.ofMillis(10);
  private static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(10);
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(2);
  private static final Duration LONGEST_LEASE = Duration.ofHours(1);
  private static final Duration USUAL_LEASE = Duration.ofSeconds(10);

  private final SourceFiles files;
  private @Nullable Protection protection;
  private @Nullable Duration heartbeat;
  private @Nullable String stateFile;
  private @Nullable String historyFile;
  private final List<InetSocketAddress> resolvers = new ArrayList<>();
  private @Nullable Etcd etcd;

  private CoordinationReader(SourceFiles files) {
    this.files = files;
  }

  private static KeywordTable<CoordinationReader> table() {
    KeywordTable<CoordinationReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'coordination' section");
    table.add(Keyword.works("secret-file", CoordinationReader::secretFile));
    table.add(Keyword.works("tls", CoordinationReader::tls));
    table.add(Keyword.works("heartbeat", CoordinationReader::heartbeat));
    table.add(Keyword.works("etcd", CoordinationReader::etcd));
    table.add(Keyword.works("resolver", CoordinationReader::resolver));
    table.add(
        Keyword.works("state-file", (reader, arguments) -> reader.stateFile = fileName(arguments)));
    table.add(
        Keyword.works(
            "history-file", (reader, arguments) -> reader.historyFile = fileName(arguments)));
    return table;
  }

  /** What {@code section} says; null where something is missing. */
  static @Nullable CoordinationDefinition read(
      Section section, SourceFiles files, Diagnostics diagnostics) {
    CoordinationReader reader = new CoordinationReader(files);
    KeywordTable.guarded(diagnostics, () -> Written.header(section, diagnostics).end());
    Written.directives(section, TABLE, reader, diagnostics);
    Protection protection = reader.protection;
    if (protection == null) {
      if (!diagnostics.failed()) {
        diagnostics.alert(
            section.position(),
            "'coordination' does not say how the instances trust each other (expected:"
                + " 'secret-file <file>' or 'tls crt <file> ca-file <file>').");
      }
      return null;
    }
    return new CoordinationDefinition(
        protection,
        reader.heartbeat,
        reader.stateFile,
        reader.historyFile,
        reader.resolvers,
        reader.etcd);
  }

  private void protect(Protection by, Arguments arguments) {
    if (protection != null) {
      throw arguments.error(
          "'" + arguments.keyword() + "': 'secret-file' or 'tls' was given before.");
    }
    protection = by;
  }

  private void secretFile(Arguments arguments) {
    Word file = arguments.word("a file name");
    arguments.end();
    byte[] content;
    try {
      content = files.readSecret(file.unicode());
    } catch (IOException e) {
      throw arguments.error(
          file, "'secret-file': unable to read '" + file + "' (" + e.getMessage() + ").");
    }
    byte[] key =
        new String(content, StandardCharsets.ISO_8859_1)
            .strip()
            .getBytes(StandardCharsets.ISO_8859_1);
    if (key.length < SHORTEST_SECRET || key.length > LONGEST_SECRET) {
      throw arguments.error(
          file,
          "'secret-file': '"
              + file
              + "' holds "
              + key.length
              + " characters (expected: 16 to 4096, for instance what 'openssl rand -base64 32'"
              + " prints).");
    }
    protect(new Protection.Secret(Arrays.copyOf(key, key.length)), arguments);
  }

  private void tls(Arguments arguments) {
    String certificate = null;
    String authorities = null;
    while (arguments.hasNext()) {
      Word word = arguments.word("'crt' or 'ca-file'");
      switch (word.text()) {
        case "crt" -> certificate = readable(arguments);
        case "ca-file" -> authorities = readable(arguments);
        default ->
            throw arguments.error(
                word,
                "'tls' only supports 'crt' <file> and 'ca-file' <file> (got '" + word + "').");
      }
    }
    if (certificate == null || authorities == null) {
      throw arguments.error("'tls' expects 'crt' <file> and 'ca-file' <file>.");
    }
    protect(new Protection.Tls(certificate, authorities), arguments);
  }

  private String readable(Arguments arguments) {
    Word file = arguments.word("a file name");
    try {
      files.read(file.unicode());
      return file.unicode();
    } catch (IOException e) {
      throw arguments.error(
          file,
          "'" + arguments.keyword() + "': unable to read '" + file + "' (" + e.getMessage() + ").");
    }
  }

  private void resolver(Arguments arguments) {
    do {
      resolvers.add(CommonWords.address(arguments, "resolver", DNS_PORT));
    } while (arguments.hasNext());
    if (resolvers.size() > MOST_RESOLVERS) {
      throw arguments.error("there are more than " + MOST_RESOLVERS + " resolvers.");
    }
  }

  private void etcd(Arguments arguments) {
    if (etcd != null) {
      throw arguments.error("'etcd' was given before (expected: all members on one line).");
    }
    List<URI> endpoints = new ArrayList<>();
    String prefix = "/spillway/";
    Duration lease = USUAL_LEASE;
    String authorities = null;
    String certificate = null;
    do {
      Word word = arguments.word("the client address of a member, as https://10.0.1.9:2379");
      switch (word.text()) {
        case "prefix" -> prefix = arguments.word("a prefix of keys").unicode();
        case "lease" -> lease = lease(arguments);
        case "ca-file" -> authorities = readable(arguments);
        case "crt" -> certificate = readable(arguments);
        default -> endpoints.add(member(word, arguments));
      }
    } while (arguments.hasNext());
    if (endpoints.isEmpty()) {
      throw arguments.error("'etcd' names no member (expected: https://<address>:<port> ...).");
    }
    etcd = new Etcd(endpoints, prefix, lease, authorities, certificate);
  }

  private static URI member(Word word, Arguments arguments) {
    try {
      URI uri = URI.create(word.text());
      boolean isAddress = uri.getHost() != null && (uri.getPath() + "/").length() <= 2;
      if (isAddress && List.of("http", "https").contains(uri.getScheme())) {
        return URI.create(uri.getScheme() + "://" + uri.getRawAuthority());
      }
    } catch (IllegalArgumentException e) {
      // Told below with everything else that is no address.
    }
    throw arguments.error(
        word,
        "'etcd': '"
            + word
            + "' is no client address of a member (expected: https://<address>:<port>; or one of"
            + " 'prefix', 'lease', 'ca-file', 'crt').");
  }

  private static Duration lease(Arguments arguments) {
    Duration time = arguments.time(TimeUnit.SECONDS);
    if (time.compareTo(SHORTEST_LEASE) < 0
        || time.compareTo(LONGEST_LEASE) > 0
        || time.toNanosPart() != 0) {
      throw arguments.error("'lease' is out of range (expected: whole seconds, 2s to 1h).");
    }
    return time;
  }

  private void heartbeat(Arguments arguments) {
    Duration time = arguments.time(TimeUnit.MILLISECONDS);
    arguments.end();
    if (time.compareTo(SHORTEST_HEARTBEAT) < 0 || time.compareTo(LONGEST_HEARTBEAT) > 0) {
      throw arguments.error(
          "'heartbeat': " + time.toMillis() + "ms is out of range (expected: 10ms to 10s).");
    }
    heartbeat = time;
  }

  private static String fileName(Arguments arguments) {
    String name = arguments.word("a file name").unicode();
    arguments.end();
    return name;
  }
}

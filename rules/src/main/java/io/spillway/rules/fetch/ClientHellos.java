package io.spillway.rules.fetch;

import static io.spillway.rules.Source.CLIENT_ADDRESS;
import static io.spillway.rules.Source.REQUEST_BUFFER;
import static io.spillway.rules.Source.RESPONSE_BUFFER;
import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.Evaluation;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.ByteSlice;
import io.spillway.rules.sample.Sample;
import java.util.List;

/**
 * Fetches of a TLS ClientHello that is relayed without being decrypted (RFC 8446 section 4.1.2, RFC
 * 6066 section 3, RFC 7301). While it is not whole, their values are not known.
 */
public final class ClientHellos {
  private static final int RECORD_HEADER = 5;
  private static final int HANDSHAKE_HEADER = 4;
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_NAME = 0;
  private static final int SUPPORTED_GROUPS = 10;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int ALPN = 16;
  private static final int SESSION_TICKET = 35;
  private static final int KEY_SHARE = 51;
  private static final int SERVER_HELLO = 2;

  /** The sizes of the lengths of session id, cipher suites and compression methods. */
  private static final int[] SKIPPED = {1, 2, 1};

  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of("req.ssl_hello_type", INTEGER, REQUEST_BUFFER, of(ClientHellos::type)),
          Fetch.of("req_ssl_hello_type", INTEGER, REQUEST_BUFFER, of(ClientHellos::type)),
          Fetch.of("req.ssl_sni", STRING, REQUEST_BUFFER, of(ClientHellos::serverName)),
          Fetch.of("req_ssl_sni", STRING, REQUEST_BUFFER, of(ClientHellos::serverName)),
          Fetch.of("req.ssl_alpn", STRING, REQUEST_BUFFER, of(ClientHellos::protocol)),
          Fetch.of("req.ssl_ver", INTEGER, REQUEST_BUFFER, of(ClientHellos::version)),
          Fetch.of("req_ssl_ver", INTEGER, REQUEST_BUFFER, of(ClientHellos::version)),
          Fetch.of("req.ssl_ec_ext", BOOLEAN, REQUEST_BUFFER, of(ClientHellos::hasGroups)),
          Fetch.of("req.ssl_st_ext", INTEGER, REQUEST_BUFFER, of(ClientHellos::ticket)),
          Fetch.of("req.ssl_cipherlist", BINARY, CLIENT_ADDRESS, of(ClientHellos::ciphers)),
          Fetch.of(
              "req.ssl_supported_groups",
              BINARY,
              CLIENT_ADDRESS,
              of(into -> list(into, SUPPORTED_GROUPS))),
          Fetch.of(
              "req.ssl_sigalgs",
              BINARY,
              CLIENT_ADDRESS,
              of(into -> list(into, SIGNATURE_ALGORITHMS))),
          Fetch.of("req.ssl_keyshare_groups", BINARY, CLIENT_ADDRESS, of(ClientHellos::keyShares)),
          Fetch.of("res.ssl_hello_type", INTEGER, RESPONSE_BUFFER, ClientHellos::serverType),
          Fetch.of("rep_ssl_hello_type", INTEGER, RESPONSE_BUFFER, ClientHellos::serverType));

  private ClientHellos() {}

  /** Reads a value from a whole hello in {@code into}, its record header left out. */
  private interface OfHello {
    boolean fetch(Sample into);
  }

  private static Fetcher of(OfHello reading) {
    return (evaluation, into) -> {
      ByteSlice bytes = evaluation.requestBytes();
      if (bytes == null || bytes.length() < RECORD_HEADER) {
        into.markMayChange();
        return false;
      }
      into.string(bytes.array(), bytes.offset(), bytes.length());
      if (into.at(0) != HANDSHAKE || into.at(1) != 3) {
        return false;
      }
      int length = number(into, 3, 2);
      if (bytes.length() < RECORD_HEADER + length) {
        into.markMayChange();
        return false;
      }
      into.slice(RECORD_HEADER, length);
      return length >= HANDSHAKE_HEADER
          && into.at(0) == CLIENT_HELLO
          && number(into, 1, 3) + HANDSHAKE_HEADER <= length
          && reading.fetch(into);
    };
  }

  private static int number(Sample from, int at, int bytes) {
    int value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | from.at(at + i);
    }
    return value;
  }

  private static boolean type(Sample into) {
    return into.integer(CLIENT_HELLO);
  }

  private static boolean serverName(Sample into) {
    if (!extension(into, SERVER_NAME) || into.length() < 5 || into.at(2) != 0) {
      return false;
    }
    int length = number(into, 3, 2);
    return length <= into.length() - 5 && into.slice(5, length);
  }

  private static boolean protocol(Sample into) {
    if (!extension(into, ALPN) || into.length() < 3) {
      return false;
    }
    int length = into.at(2);
    return length <= into.length() - 3 && into.slice(3, length);
  }

  /** The major version times 65536, plus the minor one, as the client names them. */
  private static boolean version(Sample into) {
    return into.length() >= HANDSHAKE_HEADER + 2
        && into.integer((long) into.at(HANDSHAKE_HEADER) << 16 | into.at(HANDSHAKE_HEADER + 1));
  }

  private static boolean hasGroups(Sample into) {
    return extension(into, SUPPORTED_GROUPS) && into.bool(true);
  }

  /** 0 without the extension, 1 where it is empty, 2 where there is a ticket in it. */
  private static boolean ticket(Sample into) {
    if (!extension(into, SESSION_TICKET)) {
      return into.integer(0);
    }
    return into.integer(into.length() == 0 ? 1 : 2);
  }

  private static boolean ciphers(Sample into) {
    int at = HANDSHAKE_HEADER + 2 + 32;
    if (at >= into.length()) {
      return false;
    }
    at += 1 + into.at(at);
    if (at + 2 > into.length()) {
      return false;
    }
    int length = number(into, at, 2);
    return at + 2 + length <= into.length() && into.slice(at + 2, length) && into.as(BINARY);
  }

  /** An extension that is a list with its length in two bytes before it. */
  private static boolean list(Sample into, int wanted) {
    if (!extension(into, wanted) || into.length() < 2) {
      return false;
    }
    int length = number(into, 0, 2);
    return length <= into.length() - 2 && into.slice(2, length) && into.as(BINARY);
  }

  /** The groups of the key shares, without the keys. */
  private static boolean keyShares(Sample into) {
    if (!list(into, KEY_SHARE)) {
      return false;
    }
    ByteBuilder out = into.scratch();
    for (int at = 0; at + 4 <= into.length(); at += 4 + number(into, at + 2, 2)) {
      out.append(into.at(at)).append(into.at(at + 1));
    }
    return into.bytes(BINARY, out);
  }

  private static boolean serverType(Evaluation evaluation, Sample into) {
    ByteSlice bytes = evaluation.responseBytes();
    if (bytes == null || bytes.length() < RECORD_HEADER + HANDSHAKE_HEADER) {
      into.markMayChange();
      return false;
    }
    into.string(bytes.array(), bytes.offset(), bytes.length());
    if (into.at(0) != HANDSHAKE || into.at(1) != 3) {
      return false;
    }
    int type = into.at(RECORD_HEADER);
    return type >= SERVER_HELLO && into.integer(type);
  }

  /** Narrows {@code into} from the hello to the content of one of its extensions. */
  private static boolean extension(Sample into, int wanted) {
    int length = into.length();
    int at = HANDSHAKE_HEADER + 2 + 32;
    for (int lengthBytes : SKIPPED) {
      if (at + lengthBytes > length) {
        return false;
      }
      at += lengthBytes + number(into, at, lengthBytes);
    }
    at += 2;
    while (at + 4 <= length) {
      int size = number(into, at + 2, 2);
      if (at + 4 + size > length) {
        return false;
      }
      if (number(into, at, 2) == wanted) {
        return into.slice(at + 4, size);
      }
      at += 4 + size;
    }
    return false;
  }
}

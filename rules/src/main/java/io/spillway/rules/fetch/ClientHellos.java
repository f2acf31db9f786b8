package io.spillway.rules.fetch;

import static io.spillway.rules.Source.REQUEST_BUFFER;
import static io.spillway.rules.sample.SampleType.INTEGER;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
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
  private static final int ALPN = 16;

  /** The sizes of the lengths of session id, cipher suites and compression methods. */
  private static final int[] SKIPPED = {1, 2, 1};

  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of("req.ssl_hello_type", INTEGER, REQUEST_BUFFER, of(ClientHellos::type)),
          Fetch.of("req_ssl_hello_type", INTEGER, REQUEST_BUFFER, of(ClientHellos::type)),
          Fetch.of("req.ssl_sni", STRING, REQUEST_BUFFER, of(ClientHellos::serverName)),
          Fetch.of("req_ssl_sni", STRING, REQUEST_BUFFER, of(ClientHellos::serverName)),
          Fetch.of("req.ssl_alpn", STRING, REQUEST_BUFFER, of(ClientHellos::protocol)));

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

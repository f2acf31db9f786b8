package io.spillway.net.tls;

import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.spillway.config.NamedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The keys of session tickets, so that instances that have the same resume each other's sessions
 * (configuration manual, {@code tls-ticket-keys}). Immutable.
 */
public final class TicketKeys {
  private static final int LONG_KEY_SIZE = 80;
  private static final int COUNT = 3;

  private final List<byte[]> keys;

  private TicketKeys(List<byte[]> keys) {
    this.keys = keys;
  }

  /** A key of one's own. */
  static TicketKeys random() {
    byte[] key = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
    new SecureRandom().nextBytes(key);
    return new TicketKeys(List.of(key));
  }

  /**
   * Reads a file of keys of 48 bytes in base64, one a line, three at least. New tickets are made
   * with the last but one; tickets of the last three are understood.
   *
   * @throws TlsException with the file's name and what is wrong with it
   */
  public static TicketKeys read(Path file) throws TlsException {
    List<String> lines;
    try {
      lines = Files.readAllLines(NamedFiles.secret(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new TlsException("'" + file + "' : unable to load ssl tickets keys file");
    }
    List<byte[]> keys = new ArrayList<>();
    for (int number = 1; number <= lines.size(); number++) {
      keys.add(key(file, lines.get(number - 1).strip(), number));
    }
    if (keys.size() < COUNT) {
      throw new TlsException(
          "'" + file + "' : please supply at least 3 keys in the tls-tickets-file");
    }
    return new TicketKeys(List.copyOf(keys.subList(keys.size() - COUNT, keys.size())));
  }

  /**
   * The keys after a new one has come: it is the last, and the one before it makes new tickets.
   *
   * @throws TlsException where its size is wrong
   */
  TicketKeys with(byte[] key) throws TlsException {
    if (key.length != OpenSslSessionTicketKey.TICKET_KEY_SIZE) {
      throw new TlsException("received a key of wrong size");
    }
    List<byte[]> changed = new ArrayList<>(keys.subList(1, keys.size()));
    changed.add(key.clone());
    return new TicketKeys(List.copyOf(changed));
  }

  /** The keys in base64 in the order of the file. */
  public List<String> text() {
    return keys.stream().map(Base64.getEncoder()::encodeToString).toList();
  }

  private static byte[] key(Path file, String line, int number) throws TlsException {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException e) {
      key = new byte[0];
    }
    if (key.length == 0 || line.length() % 4 != 0) {
      throw new TlsException("'" + file + "' : unable to decode base64 key on line " + number);
    }
    if (key.length == LONG_KEY_SIZE) {
      throw new TlsException(
          "'"
              + file
              + "' : the key on line "
              + number
              + " has 80 bytes, which Spillway cannot use; supply keys of 48 bytes");
    }
    if (key.length != OpenSslSessionTicketKey.TICKET_KEY_SIZE) {
      throw new TlsException("'" + file + "' : wrong sized key on line " + number);
    }
    return key;
  }

  /** The one for new tickets first. */
  OpenSslSessionTicketKey[] toArray() {
    int hmac = OpenSslSessionTicketKey.NAME_SIZE;
    int cipher = hmac + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
    List<byte[]> ordered = new ArrayList<>(keys);
    if (ordered.size() == COUNT) {
      ordered.addFirst(ordered.remove(COUNT - 2));
    }
    return ordered.stream()
        .map(
            key ->
                new OpenSslSessionTicketKey(
                    Arrays.copyOf(key, hmac),
                    Arrays.copyOfRange(key, hmac, cipher),
                    Arrays.copyOfRange(key, cipher, cipher + OpenSslSessionTicketKey.AES_KEY_SIZE)))
        .toArray(OpenSslSessionTicketKey[]::new);
  }
}

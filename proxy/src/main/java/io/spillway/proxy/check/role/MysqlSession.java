package io.spillway.proxy.check.role;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.proxy.check.Dialogue.BrokenProtocolException;
import io.spillway.proxy.check.Dialogue.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;

/**
 * A session with a MySQL or MariaDB server: the login by {@code mysql_native_password} or {@code
 * caching_sha2_password}, and queries as text (MySQL's client/server protocol). For one check, of
 * one thread.
 */
final class MysqlSession {
  private static final String NATIVE = "mysql_native_password";
  private static final String CACHING = "caching_sha2_password";

  // Capabilities of clients.
  private static final int LONG_PASSWORD = 0x1;
  private static final int PROTOCOL_41 = 0x200;
  private static final int TLS = 0x800;
  private static final int TRANSACTIONS = 0x2000;
  private static final int SECURE_CONNECTION = 0x8000;
  private static final int PLUGIN_AUTH = 0x80000;

  private static final int MAX_PACKET = 1 << 24;
  private static final int UTF8MB4_GENERAL_CI = 45;
  private static final int SCRAMBLE_SIZE = 20;
  private static final int MAX_ROWS = 1000;

  private static final int ERROR = 0xFF;
  private static final int END = 0xFE;
  private static final int OK = 0x00;
  private static final int MORE_DATA = 0x01;

  private final Wire wire;
  private final Credentials credentials;
  private int sequence;

  MysqlSession(Wire wire, Credentials credentials) {
    this.wire = wire;
    this.credentials = credentials;
  }

  /** The server refused, with its number and words. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;
    private final int code;

    RefusedException(int code, String message) {
      super(message);
      this.code = code;
    }

    int code() {
      return code;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  private byte[] read() throws IOException, RefusedException {
    byte[] header = wire.read(4);
    int length = header[0] & 0xFF | (header[1] & 0xFF) << 8 | (header[2] & 0xFF) << 16;
    sequence = (header[3] & 0xFF) + 1;
    byte[] packet = wire.read(length);
    if (length > 0 && (packet[0] & 0xFF) == ERROR) {
      ByteBuffer error = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
      int code = length < 3 ? 0 : error.getShort(1) & 0xFFFF;
      String text = length < 3 ? "" : new String(packet, 3, length - 3, UTF_8);
      throw new RefusedException(code, text.replaceFirst("^#.....", ""));
    }
    if (length == 0) {
      throw new BrokenProtocolException("the server sent an empty packet");
    }
    return packet;
  }

  private void write(byte[] packet) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int shift = 0; shift < 24; shift += 8) {
      out.write(packet.length >> shift);
    }
    out.write(sequence);
    out.writeBytes(packet);
    wire.write(out.toByteArray());
    sequence++;
  }

  /** Logs in. */
  void logIn() throws IOException, RefusedException {
    Greeting greeting = Greeting.parse(read());
    int capabilities = LONG_PASSWORD | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | PLUGIN_AUTH;
    if (wire.isToBeSecure()) {
      if ((greeting.capabilities() & TLS) == 0) {
        throw new RefusedException(0, "the server does not speak TLS");
      }
      capabilities |= TLS;
      write(beginning(capabilities).toByteArray());
      wire.secure();
    }
    ByteArrayOutputStream login = beginning(capabilities);
    login.writeBytes((credentials.user() + "\0").getBytes(UTF_8));
    byte[] proof = proof(greeting.plugin(), greeting.scramble());
    login.write(proof.length);
    login.writeBytes(proof);
    login.writeBytes((greeting.plugin() + "\0").getBytes(UTF_8));
    write(login.toByteArray());
    authenticate(greeting.plugin(), greeting.scramble());
  }

  private static ByteArrayOutputStream beginning(int capabilities) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer numbers = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(numbers.putInt(capabilities).putInt(MAX_PACKET).array());
    out.write(UTF8MB4_GENERAL_CI);
    out.writeBytes(new byte[23]);
    return out;
  }

  private void authenticate(String firstPlugin, byte[] firstScramble)
      throws IOException, RefusedException {
    String plugin = firstPlugin;
    byte[] scramble = firstScramble;
    while (true) {
      byte[] packet = read();
      switch (packet[0] & 0xFF) {
        case OK -> {
          return;
        }
        case END -> {
          // The server switches to another method, for which there is a new scramble.
          int nameEnd = indexOfZero(packet, 1);
          plugin = new String(packet, 1, nameEnd - 1, UTF_8);
          int start = Math.min(packet.length, nameEnd + 1);
          scramble =
              Arrays.copyOfRange(packet, start, Math.min(packet.length, start + SCRAMBLE_SIZE));
          write(proof(plugin, scramble));
        }
        case MORE_DATA -> continueCaching(packet, scramble);
        default -> throw new BrokenProtocolException("not a MySQL server");
      }
    }
  }

  /** The server knows the password's hash (3), or has to be given the password (4). */
  private void continueCaching(byte[] packet, byte[] scramble)
      throws IOException, RefusedException {
    int what = packet.length < 2 ? 0 : packet[1];
    if (what == 3) {
      return;
    }
    if (what != 4) {
      throw new BrokenProtocolException("the server goes on with " + what);
    }
    byte[] password = (credentials.password() + "\0").getBytes(UTF_8);
    if (wire.isSecure()) {
      write(password);
      return;
    }
    write(new byte[] {2}); // asks for the server's public key
    byte[] key = read();
    for (int i = 0; i < password.length; i++) {
      password[i] ^= scramble[i % scramble.length];
    }
    write(encrypted(password, new String(key, 1, key.length - 1, UTF_8)));
  }

  private static byte[] encrypted(byte[] bytes, String pem) throws IOException {
    try {
      String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
      PublicKey key =
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(body)));
      Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(bytes);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new BrokenProtocolException("the server's public key cannot be used");
    }
  }

  private byte[] proof(String plugin, byte[] scramble) throws IOException {
    if (credentials.password().isEmpty()) {
      return new byte[0];
    }
    byte[] password = credentials.password().getBytes(UTF_8);
    try {
      return switch (plugin) {
        case NATIVE -> nativeProof(password, scramble);
        case CACHING -> cachingProof(password, scramble);
        default ->
            throw new BrokenProtocolException(
                "the server asks for " + plugin + "; " + NATIVE + " and " + CACHING + " work");
      };
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** SHA1(password) XOR SHA1(scramble + SHA1(SHA1(password))). */
  private static byte[] nativeProof(byte[] password, byte[] scramble)
      throws GeneralSecurityException {
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    byte[] once = sha1.digest(password);
    byte[] twice = sha1.digest(once);
    sha1.update(scramble);
    return exclusiveOr(once, sha1.digest(twice));
  }

  /** SHA256(password) XOR SHA256(SHA256(SHA256(password)) + scramble). */
  private static byte[] cachingProof(byte[] password, byte[] scramble)
      throws GeneralSecurityException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] once = sha256.digest(password);
    byte[] twice = sha256.digest(once);
    sha256.update(twice);
    return exclusiveOr(once, sha256.digest(scramble));
  }

  private static byte[] exclusiveOr(byte[] one, byte[] other) {
    byte[] result = new byte[one.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) (one[i] ^ other[i]);
    }
    return result;
  }

  /** Asks; the rows by the names of their columns, a null as the empty string. */
  List<Map<String, String>> query(String text) throws IOException, RefusedException {
    sequence = 0;
    byte[] bytes = text.getBytes(UTF_8);
    byte[] command = new byte[bytes.length + 1];
    command[0] = 3;
    System.arraycopy(bytes, 0, command, 1, bytes.length);
    write(command);
    int columns = (int) new Fields(read()).number();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      Fields definition = new Fields(read());
      for (int skipped = 0; skipped < 4; skipped++) {
        definition.text(); // catalog, schema, table, table's own name
      }
      names.add(definition.text());
    }
    List<Map<String, String>> rows = new ArrayList<>();
    if (columns > 0) {
      read(); // the end of the definitions
      for (byte[] packet = read(); !isEnd(packet); packet = read()) {
        Fields values = new Fields(packet);
        Map<String, String> row = new LinkedHashMap<>();
        for (String name : names) {
          row.put(name, values.text());
        }
        rows.add(row);
        if (rows.size() > MAX_ROWS) {
          throw new BrokenProtocolException("more than " + MAX_ROWS + " rows");
        }
      }
    }
    return rows;
  }

  /** Takes leave. */
  void quit() throws IOException {
    sequence = 0;
    write(new byte[] {1});
  }

  private static boolean isEnd(byte[] packet) {
    return (packet[0] & 0xFF) == END && packet.length < 9;
  }

  private static int indexOfZero(byte[] bytes, int from) {
    int at = from;
    while (at < bytes.length && bytes[at] != 0) {
      at++;
    }
    return at;
  }

  /** What a server says first. */
  private record Greeting(int capabilities, String plugin, byte[] scramble) {
    static Greeting parse(byte[] packet) throws IOException {
      try {
        ByteBuffer in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
        if (in.get() != 10) {
          throw new BrokenProtocolException("not a MySQL server of protocol 10");
        }
        in.position(indexOfZero(packet, 1) + 1 + 4);
        byte[] scramble = new byte[SCRAMBLE_SIZE];
        in.get(scramble, 0, 8).get();
        int capabilities = in.getShort() & 0xFFFF;
        in.get();
        in.getShort();
        capabilities |= (in.getShort() & 0xFFFF) << 16;
        in.position(in.position() + 11);
        in.get(scramble, 8, 12).get();
        int start = in.position();
        int end = indexOfZero(packet, start);
        String plugin = new String(packet, start, end - start, UTF_8);
        return new Greeting(capabilities, plugin.isEmpty() ? NATIVE : plugin, scramble);
      } catch (RuntimeException e) {
        throw new BrokenProtocolException("the server's greeting cannot be read");
      }
    }
  }

  /** The fields of a packet, each with its length before it. */
  private static final class Fields {
    private final ByteBuffer in;

    Fields(byte[] packet) {
      in = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
    }

    long number() throws IOException {
      int size = in.hasRemaining() ? in.get() & 0xFF : 0;
      int bytes =
          switch (size) {
            case 0xFC -> 2;
            case 0xFD -> 3;
            case 0xFE -> 8;
            default -> 0;
          };
      if (bytes == 0) {
        return size == 0xFB ? -1 : size;
      }
      if (in.remaining() < bytes) {
        throw new BrokenProtocolException("a packet ends too early");
      }
      long number = 0;
      for (int i = 0; i < bytes; i++) {
        number |= (in.get() & 0xFFL) << 8 * i;
      }
      return number;
    }

    String text() throws IOException {
      long length = number();
      if (length < 0) {
        return "";
      }
      if (length > in.remaining()) {
        throw new BrokenProtocolException("a packet ends too early");
      }
      byte[] bytes = new byte[(int) length];
      in.get(bytes);
      return new String(bytes, UTF_8);
    }
  }
}

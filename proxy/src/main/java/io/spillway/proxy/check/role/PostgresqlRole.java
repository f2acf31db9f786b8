package io.spillway.proxy.check.role;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.Dialogue;
import io.spillway.proxy.check.MessageReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to a PostgreSQL server and asks whether it is the primary or a replica, and how far
 * behind a replica is (PostgreSQL's manual, Frontend/Backend Protocol 3.0). Thread-safe.
 *
 * <p>Where the server's line wants TLS, the connection becomes secure by an SSLRequest, as clients
 * of PostgreSQL do it; a server that cannot is down.
 */
public final class PostgresqlRole implements Dialogue {
  private static final int PROTOCOL_VERSION = 3 << 16;
  private static final int SSL_REQUEST = 80877103;
  private static final int HEADER_SIZE = 5;

  /**
   * Whether it replays another's log; for how long in milliseconds, and how many bytes, it is
   * behind. A replica that has replayed all and is connected is not behind, however long ago
   * anything was written; one that is not connected is behind since the last thing it saw.
   */
  private static final String QUESTION =
      """
      SELECT pg_is_in_recovery(),
        CASE WHEN NOT pg_is_in_recovery() THEN 0
          WHEN EXISTS (SELECT 1 FROM pg_stat_wal_receiver)
            AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
          ELSE ceil(extract(epoch FROM now() - pg_last_xact_replay_timestamp()) * 1000) END,
        CASE WHEN pg_is_in_recovery()
          THEN pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) ELSE 0 END\
      """;

  /** What the server is to be. */
  public enum Role {
    PRIMARY,
    REPLICA
  }

  /**
   * How far a replica may be behind.
   *
   * @param millis the most time, or -1 for any
   * @param bytes the most bytes that it received and did not replay, or -1 for any
   */
  public record Lag(long millis, long bytes) {
    /** However far. */
    public static final Lag ANY = new Lag(-1, -1);
  }

  private final Credentials credentials;
  private final String database;
  private final Role role;
  private final Lag mostLag;

  private PostgresqlRole(Credentials credentials, String database, Role role, Lag mostLag) {
    this.credentials = credentials;
    this.database = database;
    this.role = role;
    this.mostLag = mostLag;
  }

  /** The check that a server has {@code role}. */
  public static CheckScript check(
      Credentials credentials, String database, Role role, Lag mostLag) {
    return CheckScript.protocol(
        List.of(
            new CheckStep.Connect(null, 0, false, CheckStep.Security.LATER, ""),
            new CheckStep.Talk(new PostgresqlRole(credentials, database, role, mostLag))));
  }

  @Override
  public MessageReader.Outcome talk(Wire wire) throws IOException {
    if (wire.isToBeSecure()) {
      wire.write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
      if (wire.read(1)[0] != 'S') {
        return MessageReader.Failed.refused(0, "the server does not speak TLS");
      }
      wire.secure();
    }
    wire.write(startup());
    try {
      logIn(wire);
      List<@Nullable String> row = ask(wire);
      wire.write(message('X'));
      return judge(row);
    } catch (RefusedException e) {
      return MessageReader.Failed.refused(0, e.getMessage());
    }
  }

  private MessageReader.Outcome judge(List<@Nullable String> row) {
    boolean isReplica = "t".equals(row.getFirst());
    if (isReplica != (role == Role.REPLICA)) {
      return MessageReader.Failed.refused(
          0, isReplica ? "is a replica, not the primary" : "is the primary, not a replica");
    }
    if (!isReplica) {
      return new MessageReader.Passed("PostgreSQL primary");
    }
    long millis = number(row.get(1));
    long bytes = number(row.get(2));
    String lag =
        "PostgreSQL replica, " + said(millis, "ms") + ", " + said(bytes, "bytes") + " behind";
    boolean isBehind = exceeds(millis, mostLag.millis()) || exceeds(bytes, mostLag.bytes());
    return isBehind ? MessageReader.Failed.refused(0, lag) : new MessageReader.Passed(lag);
  }

  private static String said(long number, String unit) {
    return (number < 0 ? "unknown" : number) + " " + unit;
  }

  /** What is not known is too much, where there is a limit. */
  private static boolean exceeds(long value, long limit) {
    return limit >= 0 && (value < 0 || value > limit);
  }

  private static long number(@Nullable String text) {
    try {
      return text == null ? -1 : Math.max(0, (long) Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private byte[] startup() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    string(body, "user");
    string(body, credentials.user());
    string(body, "database");
    string(body, database);
    string(body, "application_name");
    string(body, "spillway check");
    body.write(0);
    return ByteBuffer.allocate(8 + body.size())
        .putInt(8 + body.size())
        .putInt(PROTOCOL_VERSION)
        .put(body.toByteArray())
        .array();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(UTF_8));
    out.write(0);
  }

  private static byte[] message(char type, byte[]... parts) {
    int length = 4;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer message = ByteBuffer.allocate(1 + length).put((byte) type).putInt(length);
    for (byte[] part : parts) {
      message.put(part);
    }
    return message.array();
  }

  /** A message from the server. */
  private record Message(char type, ByteBuffer body) {
    String rest() {
      byte[] bytes = new byte[body.remaining()];
      body.get(bytes);
      return new String(bytes, UTF_8);
    }
  }

  /** Reads a message; what the server merely tells is skipped, and its refusals are thrown. */
  private static Message read(Wire wire) throws IOException, RefusedException {
    while (true) {
      ByteBuffer header = ByteBuffer.wrap(wire.read(HEADER_SIZE));
      char type = (char) (header.get() & 0xFF);
      Message message = new Message(type, ByteBuffer.wrap(wire.read(header.getInt() - 4)));
      switch (type) {
        case 'E' -> throw new RefusedException(error(message));
        case 'N', 'S', 'K', 'A' -> {}
        default -> {
          return message;
        }
      }
    }
  }

  private static String error(Message message) {
    for (String field : message.rest().split("\0")) {
      if (field.startsWith("M")) {
        return field.substring(1);
      }
    }
    return "an error without a message";
  }

  private void logIn(Wire wire) throws IOException, RefusedException {
    Scram scram = new Scram(credentials.password());
    for (Message message = read(wire); message.type() != 'Z'; message = read(wire)) {
      if (message.type() != 'R' || message.body().remaining() < 4) {
        throw new BrokenProtocolException("not a PostgreSQL server");
      }
      int method = message.body().getInt();
      switch (method) {
        case 0 -> {}
        case 3 -> wire.write(password(credentials.password()));
        case 5 -> wire.write(password(hashed(message.body())));
        case 10 -> {
          if (!List.of(message.rest().split("\0")).contains(Scram.MECHANISM)) {
            throw new BrokenProtocolException("the server offers no SCRAM-SHA-256");
          }
          byte[] first = scram.first().getBytes(UTF_8);
          byte[] length = ByteBuffer.allocate(4).putInt(first.length).array();
          wire.write(message('p', (Scram.MECHANISM + "\0").getBytes(UTF_8), length, first));
        }
        case 11 -> wire.write(message('p', scram.answer(message.rest()).getBytes(UTF_8)));
        case 12 -> scram.verify(message.rest());
        default ->
            throw new BrokenProtocolException(
                "the server asks for authentication by method "
                    + method
                    + "; password, md5, scram-sha-256 and trust work");
      }
    }
  }

  private static byte[] password(String text) {
    return message('p', (text + "\0").getBytes(UTF_8));
  }

  private String hashed(ByteBuffer salt) throws IOException {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      byte[] inner = md5.digest((credentials.password() + credentials.user()).getBytes(UTF_8));
      md5.update(HexFormat.of().formatHex(inner).getBytes(UTF_8));
      md5.update(salt);
      return "md5" + HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  private static List<@Nullable String> ask(Wire wire) throws IOException, RefusedException {
    wire.write(message('Q', (QUESTION + "\0").getBytes(UTF_8)));
    List<@Nullable String> row = new ArrayList<>();
    for (Message message = read(wire); message.type() != 'Z'; message = read(wire)) {
      if (message.type() == 'D') {
        ByteBuffer body = message.body();
        int columns = body.getShort();
        for (int i = 0; i < columns; i++) {
          int length = body.getInt();
          if (length < 0) {
            row.add(null);
          } else {
            byte[] value = new byte[Math.min(length, body.remaining())];
            body.get(value);
            row.add(new String(value, UTF_8));
          }
        }
      }
    }
    if (row.size() != 3) {
      throw new BrokenProtocolException("no answer to the question for the role");
    }
    return row;
  }

  /** The server refused, in its own words. */
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}

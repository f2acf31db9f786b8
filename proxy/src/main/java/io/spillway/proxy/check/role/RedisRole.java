package io.spillway.proxy.check.role;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spillway.proxy.check.CheckScript;
import io.spillway.proxy.check.CheckStep;
import io.spillway.proxy.check.Dialogue;
import io.spillway.proxy.check.MessageReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Logs in to a Redis server and asks whether it is a master or a replica, and for how long a
 * replica has not heard of its master (RESP2; {@code INFO replication}). Thread-safe.
 */
public final class RedisRole implements Dialogue {
  private static final int MAX_LINE = 4096;
  private static final int MAX_ANSWER = 1 << 16;

  private final @Nullable Credentials credentials;
  private final boolean isMaster;
  private final long mostLagSeconds;

  private RedisRole(@Nullable Credentials credentials, boolean isMaster, long mostLagSeconds) {
    this.credentials = credentials;
    this.isMaster = isMaster;
    this.mostLagSeconds = mostLagSeconds;
  }

  /**
   * The check that a server is a master, or a replica whose link is up.
   *
   * @param credentials who logs in, or null for nobody; an empty user is the default one
   * @param mostLagSeconds for how long a replica may not have heard of its master; -1 for any time
   */
  public static CheckScript check(
      @Nullable Credentials credentials, boolean isMaster, long mostLagSeconds) {
    return CheckScript.protocol(
        List.of(
            CheckStep.TO_SERVER,
            new CheckStep.Talk(new RedisRole(credentials, isMaster, mostLagSeconds))));
  }

  @Override
  public MessageReader.Outcome talk(Wire wire) throws IOException {
    Credentials who = credentials;
    if (who != null) {
      wire.write(
          who.user().isEmpty()
              ? command("AUTH", who.password())
              : command("AUTH", who.user(), who.password()));
      String answer = line(wire);
      if (!answer.startsWith("+")) {
        return MessageReader.Failed.refused(0, refusal(answer));
      }
    }
    wire.write(command("INFO", "replication"));
    String header = line(wire);
    if (header.startsWith("-")) {
      return MessageReader.Failed.refused(0, refusal(header));
    }
    return judge(fields(new String(wire.read(length(header)), UTF_8)));
  }

  private static int length(String header) throws IOException {
    try {
      int length = header.startsWith("$") ? Integer.parseInt(header.substring(1)) : -1;
      if (length >= 0 && length <= MAX_ANSWER) {
        return length;
      }
    } catch (NumberFormatException e) {
      // the same as no number
    }
    throw new BrokenProtocolException("not a Redis server");
  }

  private static String refusal(String answer) {
    return answer.startsWith("-") ? answer.substring(1) : answer;
  }

  private MessageReader.Outcome judge(Map<String, String> fields) {
    String role = fields.getOrDefault("role", "unknown");
    boolean servesAsMaster = role.equals("master");
    if (servesAsMaster != isMaster) {
      return MessageReader.Failed.refused(
          0, servesAsMaster ? "is a master, not a replica" : "is a replica, not a master");
    }
    if (isMaster) {
      return new MessageReader.Passed("Redis master");
    }
    if (!"up".equals(fields.get("master_link_status"))) {
      return MessageReader.Failed.refused(0, "Redis replica without a link to its master");
    }
    String heard = fields.getOrDefault("master_last_io_seconds_ago", "");
    long seconds = heard.matches("\\d{1,9}") ? Long.parseLong(heard) : -1;
    String told = "Redis replica, heard of its master " + heard + "s ago";
    return mostLagSeconds >= 0 && (seconds < 0 || seconds > mostLagSeconds)
        ? MessageReader.Failed.refused(0, told)
        : new MessageReader.Passed(told);
  }

  private static Map<String, String> fields(String answer) {
    Map<String, String> fields = new HashMap<>();
    answer
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return fields;
  }

  private static byte[] command(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
    for (String word : words) {
      byte[] bytes = word.getBytes(UTF_8);
      out.writeBytes(("$" + bytes.length + "\r\n").getBytes(UTF_8));
      out.writeBytes(bytes);
      out.writeBytes("\r\n".getBytes(UTF_8));
    }
    return out.toByteArray();
  }

  private static String line(Wire wire) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (line.size() < MAX_LINE) {
      byte next = wire.read(1)[0];
      if (next == '\n') {
        return line.toString(UTF_8).strip();
      }
      line.write(next);
    }
    throw new BrokenProtocolException("not a Redis server");
  }
}

package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.Secret;
import io.spillway.ops.alert.Notification;
import org.jspecify.annotations.Nullable;

/**
 * SNMP traps of version 2c (RFC 3416), one for each problem. They are datagrams that nobody
 * answers: sent is as good as told. Immutable.
 *
 * @param community what the receiver knows senders by
 * @param base the object identifier that those of Spillway's traps begin with
 */
record SnmpChannel(String host, int port, Secret community, String base) implements Channel {
  private static final int TRAP_PORT = 162;

  /**
   * A branch that is free for anybody to use (NET-SNMP's playpen): Spillway has none of its own.
   */
  private static final String USUAL_BASE = "1.3.6.1.4.1.8072.9999.9999.7745";

  static SnmpChannel read(Arguments arguments, ChannelReader.Sources sources) {
    HostAndPort address = HostAndPort.read(arguments.word("<host>[:<port>]"), arguments, TRAP_PORT);
    @Nullable Secret community = null;
    String base = USUAL_BASE;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "community-file" ->
            community = sources.credentials().file(arguments, "community-file");
        case "community-env" ->
            community = sources.credentials().variable(arguments, "community-env");
        case "community" ->
            community = new Secret("the configuration", arguments.word("a community").unicode());
        case "oid" -> {
          Word oid = arguments.word("an object identifier");
          if (!oid.text().matches("[0-2](\\.\\d{1,9}){2,100}")) {
            throw arguments.error(oid, "'oid': '" + oid + "' is no object identifier.");
          }
          base = oid.text();
        }
        default ->
            throw ChannelWords.unknown(
                arguments, "snmp", word, "'community', 'community-file', 'community-env', 'oid'");
      }
    }
    return new SnmpChannel(
        address.host(),
        address.port(),
        ChannelWords.required(
            community, arguments, "snmp", "'community-file' <file> or 'community' <name>"),
        base);
  }

  @Override
  public void tell(Notification notification) throws ChannelException {
    SnmpTraps.send(this, notification);
  }
}

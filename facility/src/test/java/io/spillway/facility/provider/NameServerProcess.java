package io.spillway.facility.provider;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** BIND or Knot with the zone example.com, on a free port of the loopback address. */
public final class NameServerProcess implements AutoCloseable {
  /** The key of updates in base 64. */
  public static final String SECRET = "c3BpbGx3YXktdGVzdC1rZXktMzItYnl0ZXMtbG9uZyE=";

  private static final String ZONE =
      """
      $TTL 60
      @ SOA ns.example.com. admin.example.com. 7 3600 600 86400 60
      @ NS ns
      ns A 127.0.0.1
      www 30 A 203.0.113.10
      alias CNAME www
      """;

  private final Process process;
  private final Path log;
  private final int port;

  private NameServerProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts BIND, which takes updates that are signed with the key {@code failover}. */
  public static NameServerProcess bind(Path directory, String algorithm) throws Exception {
    int port = FreePorts.one();
    Files.writeString(directory.resolve("example.com.zone"), ZONE);
    Path configuration =
        Files.writeString(
            directory.resolve("named.conf"),
            """
            options {
              directory "%1$s"; pid-file none; session-keyfile none; recursion no;
              listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; };
            };
            controls { };
            key "failover" { algorithm %3$s; secret "%4$s"; };
            zone "example.com" {
              type primary; file "example.com.zone";
              update-policy { grant failover zonesub ANY; };
            };
            """
                .formatted(directory, port, algorithm, SECRET));
    return start(
        directory, port, List.of("named", "-g", "-n", "1", "-c", configuration.toString()));
  }

  /** Starts Knot, which takes updates that are signed with the key {@code failover}. */
  public static NameServerProcess knot(Path directory, String algorithm) throws Exception {
    int port = FreePorts.one();
    Files.writeString(directory.resolve("example.com.zone"), ZONE);
    Path configuration =
        Files.writeString(
            directory.resolve("knot.conf"),
            """
            server:
                rundir: "%1$s"
                listen: 127.0.0.1@%2$d
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            database:
                storage: "%1$s"
            key:
              - id: failover
                algorithm: %3$s
                secret: "%4$s"
            acl:
              - id: updates
                key: failover
                action: update
            zone:
              - domain: example.com
                storage: "%1$s"
                file: example.com.zone
                acl: updates
            """
                .formatted(directory, port, algorithm, SECRET));
    return start(directory, port, List.of("knotd", "-c", configuration.toString()));
  }

  private static NameServerProcess start(Path directory, int port, List<String> command)
      throws Exception {
    Path log = directory.resolve(command.getFirst() + ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    NameServerProcess server = new NameServerProcess(process, log, port);
    while (server.ask("example.com", Type.SOA).isEmpty()) {
      Thread.onSpinWait();
    }
    return server;
  }

  /** Where the server listens: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** The addresses that www.example.com has, A before AAAA, sorted. */
  public List<String> www() throws Exception {
    return Stream.concat(
            ask("www.example.com", Type.A).stream().map(Record::rdataToString).sorted(),
            ask("www.example.com", Type.AAAA).stream().map(Record::rdataToString).sorted())
        .toList();
  }

  /** The time to live of www.example.com's A records. */
  public long timeToLive() throws Exception {
    return ask("www.example.com", Type.A).getFirst().getTTL();
  }

  /** What the TXT records of a name hold, sorted. */
  public List<String> texts(String name) throws Exception {
    return ask(name, Type.TXT).stream()
        .map(record -> String.join("", ((TXTRecord) record).getStrings()))
        .sorted()
        .toList();
  }

  /** The zone's serial. */
  public long serial() throws Exception {
    return ((SOARecord) ask("example.com", Type.SOA).getFirst()).getSerial();
  }

  /** The records that answer a query; none while the server does not answer with authority. */
  public List<Record> ask(String name, int type) throws Exception {
    SimpleResolver resolver = new SimpleResolver(new InetSocketAddress("127.0.0.1", port));
    resolver.setTimeout(Duration.ofSeconds(1));
    while (true) {
      try {
        Message query =
            Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
        Message response = resolver.send(query);
        return response.getHeader().getFlag(Flags.AA)
            ? response.getSection(Section.ANSWER)
            : List.of();
      } catch (IOException e) {
        if (!process.isAlive()) {
          throw new IllegalStateException("the server ended: " + Files.readString(log), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Stops the process, as an operator's signal does, until {@link #resume}. */
  public void pause() throws Exception {
    new ProcessBuilder("kill", "-STOP", "" + process.pid()).start().waitFor();
  }

  /** Lets the process go on. */
  public void resume() throws Exception {
    new ProcessBuilder("kill", "-CONT", "" + process.pid()).start().waitFor();
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    process.waitFor();
  }
}

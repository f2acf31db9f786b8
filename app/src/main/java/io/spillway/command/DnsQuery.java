package io.spillway.command;

import io.spillway.facility.dns.DnsDefinition;
import io.spillway.facility.dns.DnsServerDefinition;
import io.spillway.net.InvalidAddressException;
import io.spillway.net.WrittenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** {@code spillway dns query}: asks a name server and prints what it says. */
final class DnsQuery {
  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final int PORT = 53;
  private static final int PAYLOAD = 1232;

  private final Program program;

  DnsQuery(Program program) {
    this.program = program;
  }

  /** Runs it; null where the words make no sense. */
  @Nullable Integer run(List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>(arguments);
    boolean dnssec = words.remove("--dnssec");
    boolean tcp = words.remove("--tcp");
    int at = words.indexOf("--server");
    String server = null;
    if (at >= 0) {
      if (at + 1 == words.size()) {
        return null;
      }
      server = words.get(at + 1);
      words.subList(at, at + 2).clear();
    }
    RuntimeArguments read = RuntimeArguments.read(words);
    if (read == null
        || read.words().isEmpty()
        || read.words().size() > 2
        || read.json()
        || read.time() != null
        || read.socket() != null
        || (server == null) == read.files().isEmpty()) {
      return null;
    }
    Name name = name(read.words().getFirst());
    int type = type(read.words().size() == 2 ? read.words().get(1) : "A");
    List<InetSocketAddress> servers =
        server == null ? configured(read.files()) : List.of(address(server));
    return servers.isEmpty() ? 1 : ask(servers, name, type, dnssec, tcp);
  }

  private static Name name(String text) throws IOException {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IOException("'" + text + "' is no domain name: " + e.getMessage(), e);
    }
  }

  private static int type(String text) throws IOException {
    int type = Type.value(text.toUpperCase(Locale.ROOT));
    if (type < 0) {
      throw new IOException("'" + text + "' is no type of records (expected: A, AAAA, SOA ...)");
    }
    return type;
  }

  private static InetSocketAddress address(String text) throws IOException {
    try {
      WrittenAddress address = WrittenAddress.parse(text);
      InetAddress literal = address.kind() == WrittenAddress.Kind.INET ? address.literal() : null;
      if (literal != null) {
        return new InetSocketAddress(
            literal, address.port() == WrittenAddress.PortForm.NONE ? PORT : address.firstPort());
      }
    } catch (InvalidAddressException e) {
      // Told below.
    }
    throw new IOException("'" + text + "' is no address (expected: <address>[:<port>])");
  }

  /** Where the files have a DNS server listen, as seen from this machine. */
  private List<InetSocketAddress> configured(List<String> files) {
    Loading loading = Loading.ofFiles(program, files);
    if (loading.load() == null) {
      program.console().error(loading.report());
      return List.of();
    }
    DnsDefinition dns = loading.dns();
    List<InetSocketAddress> found = new ArrayList<>();
    for (DnsServerDefinition.Bind bind : dns.server().binds()) {
      InetAddress address = bind.endpoint().address();
      found.add(
          new InetSocketAddress(
              address == null || address.isAnyLocalAddress()
                  ? InetAddress.getLoopbackAddress()
                  : address,
              bind.endpoint().port()));
    }
    if (found.isEmpty()) {
      program
          .console()
          .error(
              "spillway: "
                  + String.join(", ", files)
                  + ": no 'dns-server' section that says where to ask (or use --server).\n");
    }
    return found;
  }

  private int ask(List<InetSocketAddress> servers, Name name, int type, boolean dnssec, boolean tcp)
      throws IOException {
    IOException failure = new IOException("nobody was asked");
    for (InetSocketAddress server : servers) {
      SimpleResolver resolver = new SimpleResolver(server);
      resolver.setTimeout(TIMEOUT);
      resolver.setTCP(tcp);
      resolver.setEDNS(0, PAYLOAD, dnssec ? ExtendedFlags.DO : 0, List.of());
      Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
      query.getHeader().unsetFlag(Flags.RD);
      long start = System.nanoTime();
      try {
        Message answer = resolver.send(query);
        double millis = (System.nanoTime() - start) / 1_000_000.0;
        program
            .console()
            .out(
                answer
                    + String.format(
                        Locale.ROOT,
                        ";; %s:%d answered in %.1f ms%n",
                        server.getAddress().getHostAddress(),
                        server.getPort(),
                        millis));
        return answer.getRcode() == Rcode.NOERROR ? 0 : 1;
      } catch (IOException e) {
        failure =
            new IOException(
                server.getAddress().getHostAddress()
                    + ":"
                    + server.getPort()
                    + " does not answer: "
                    + (e.getMessage() == null ? "nobody listens there" : e.getMessage()),
                e);
      }
    }
    throw failure;
  }
}

package io.spillway.facility.provider.verify;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.provider.AddressRecords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Waits until the authoritative servers of a name give the answer that was published. Thread-safe;
 * blocks the thread that asks.
 */
public final class ReadBack {
  /**
   * How to read back.
   *
   * @param wanted whether to read back at all
   * @param servers the servers to ask; empty to find the zone's through the system's resolver
   * @param limit how long the answer may take to appear
   */
  public record Settings(boolean wanted, List<InetSocketAddress> servers, Duration limit) {
    /** Read back from the zone's servers, for at most a minute. */
    public static final Settings DEFAULT = new Settings(true, List.of(), Duration.ofMinutes(1));

    public Settings {
      servers = List.copyOf(servers);
    }
  }

  /** What was seen. */
  public sealed interface Result {
    /**
     * All servers that answer have the new answer.
     *
     * @param servers those servers
     */
    record Seen(List<String> servers) implements Result {}

    /** The answer did not appear. */
    record NotSeen(String reason) implements Result {}

    /** A newer answer made this one pointless. */
    record Overtaken() implements Result {}
  }

  private static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);
  private static final int MOST_SERVERS = 16;

  private final Settings settings;

  /** Reads back as {@code settings} say. */
  public ReadBack(Settings settings) {
    this.settings = settings;
  }

  /**
   * Asks until the answer is seen, the time is over, or {@code overtaken}.
   *
   * @throws InterruptedException when the thread was told to stop
   */
  public Result await(NameAnswer answer, BooleanSupplier overtaken) throws InterruptedException {
    long end = System.nanoTime() + settings.limit().toNanos();
    long pause = 100;
    while (true) {
      Result result = look(answer);
      if (!(result instanceof Result.NotSeen)) {
        return result;
      }
      if (overtaken.getAsBoolean()) {
        return new Result.Overtaken();
      }
      if (System.nanoTime() - end >= 0) {
        return result;
      }
      Thread.sleep(pause);
      pause = Math.min(2 * pause, 5_000);
    }
  }

  /** Asks each server once. */
  public Result look(NameAnswer answer) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    List<String> silent = new ArrayList<>();
    try {
      Name name = Name.fromString(answer.name() + ".");
      List<InetSocketAddress> servers =
          settings.servers().isEmpty() ? authoritative(name) : settings.servers();
      for (InetSocketAddress server : servers) {
        Set<String> wanted = new TreeSet<>();
        Set<String> found = new TreeSet<>();
        try {
          for (String type : AddressRecords.TYPES) {
            wanted.addAll(AddressRecords.wanted(answer, type, 1).texts());
            found.addAll(
                AddressQuery.ask(
                    server, name, Type.value(type), AddressQuery.Recursion.NONE, QUERY_TIMEOUT));
          }
        } catch (IOException e) {
          checkInterrupted();
          silent.add(text(server));
          continue;
        }
        if (!found.equals(wanted)) {
          return new Result.NotSeen(
              text(server) + " says " + (found.isEmpty() ? "nothing" : String.join(", ", found)));
        }
        seen.add(text(server));
      }
    } catch (IOException e) {
      checkInterrupted();
      return new Result.NotSeen("its name servers cannot be found: " + e.getMessage());
    }
    return seen.isEmpty()
        ? new Result.NotSeen("no answer from " + String.join(", ", silent))
        : new Result.Seen(List.copyOf(seen));
  }

  private static void checkInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static String text(InetSocketAddress server) {
    InetAddress address = server.getAddress();
    String host = address == null ? server.getHostString() : address.getHostAddress();
    return server.getPort() == 53
        ? host
        : (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + server.getPort();
  }

  /** The addresses of the zone's name servers, as the system's resolver knows them. */
  private static List<InetSocketAddress> authoritative(Name name) throws IOException {
    Resolver system = new ExtendedResolver();
    system.setTimeout(QUERY_TIMEOUT);
    Set<InetSocketAddress> servers = new LinkedHashSet<>();
    for (Name zone = name; zone.labels() > 1; zone = parent(zone)) {
      Message response = system.send(Message.newQuery(Record.newRecord(zone, Type.NS, DClass.IN)));
      for (Record record : response.getSection(Section.ANSWER)) {
        if (record instanceof NSRecord ns && record.getName().equals(zone)) {
          for (String type : AddressRecords.TYPES) {
            Message found =
                system.send(
                    Message.newQuery(
                        Record.newRecord(ns.getTarget(), Type.value(type), DClass.IN)));
            for (String address : AddressQuery.addresses(found)) {
              servers.add(new InetSocketAddress(address, 53));
            }
          }
        }
      }
      if (!servers.isEmpty()) {
        return servers.stream().limit(MOST_SERVERS).toList();
      }
    }
    throw new IOException("the system's resolver knows no name servers of " + name);
  }

  private static Name parent(Name name) throws TextParseException {
    return new Name(name, 1);
  }
}

package io.spillway.bench;

import io.spillway.config.ConfigurationReader;
import io.spillway.config.Diagnostics;
import io.spillway.config.DiskFiles;
import io.spillway.config.Environment;
import io.spillway.config.ProgramFacts;
import io.spillway.facility.NameAnswers;
import io.spillway.facility.dns.DnsDefinition;
import io.spillway.facility.dns.DnsSections;
import io.spillway.facility.dns.DnsServer;
import io.spillway.net.EventLoops;
import io.spillway.net.Transport;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** The DNS server alone, on one event loop, until it is ended. */
public final class NameServer {
  private NameServer() {}

  /** Serves the {@code dns-} sections of the file that the only argument names. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Diagnostics diagnostics = new Diagnostics();
    ConfigurationReader reader =
        new ConfigurationReader(
            new DiskFiles(),
            Environment.ofProcess(),
            ProgramFacts.ofVersion("3.4.0"),
            DnsSections.KINDS);
    DnsDefinition definition =
        DnsSections.read(
            reader.read(List.of(arguments), diagnostics), new DiskFiles(), diagnostics);
    if (diagnostics.failed()) {
      throw new IOException(diagnostics.all().toString());
    }
    EventLoops loops = new EventLoops(1, Transport.best());
    try (DnsServer server =
        DnsServer.start(definition, NameAnswers.NONE, loops, InstantSource.system(), null)) {
      System.out.println("listening on " + server.addresses());
      Thread.currentThread().join();
    }
  }
}

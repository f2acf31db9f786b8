package io.spillway.ops.acme;

import io.spillway.facility.provider.TextRecord;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Looks TXT records up as anybody else sees them. Thread-safe; blocks the thread that asks. */
final class RecordLookup {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final @Nullable InetSocketAddress server;

  /**
   * A lookup.
   *
   * @param server whom to ask; null for the system's resolvers
   */
  RecordLookup(@Nullable InetSocketAddress server) {
    this.server = server;
  }

  /** Whether {@code record} is seen now; where nobody answers, it is not. */
  boolean sees(TextRecord record) throws InterruptedException {
    try {
      Name name = Name.fromString(record.name(), Name.root);
      Message response =
          resolver().send(Message.newQuery(Record.newRecord(name, Type.TXT, DClass.IN)));
      for (Record found : response.getSection(Section.ANSWER)) {
        if (found instanceof TXTRecord text
            && String.join("", text.getStrings()).equals(record.value())) {
          return true;
        }
      }
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return false;
  }

  private Resolver resolver() throws UnknownHostException {
    Resolver resolver = server == null ? new ExtendedResolver() : new SimpleResolver(server);
    resolver.setTimeout(TIMEOUT);
    return resolver;
  }
}

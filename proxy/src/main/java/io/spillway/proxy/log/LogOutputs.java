package io.spillway.proxy.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The outputs of a process: one for each address that blocks or is a local socket, shared by all
 * loops, and one for each loop and syslog server. Thread-safe.
 */
public final class LogOutputs implements AutoCloseable {
  private final Map<LogAddress, LogOutput> shared = new HashMap<>();
  private final List<LogOutput> all = new ArrayList<>();

  /** The output for {@code address}, for the use of one loop. */
  synchronized LogOutput open(LogAddress address) {
    return switch (address) {
      case LogAddress.Udp udp -> {
        LogOutput output = new UdpOutput(udp.server());
        all.add(output);
        yield output;
      }
      case LogAddress.Tcp tcp -> share(address, tcp);
      case LogAddress.UnixDatagram unix -> share(address, unix);
      case LogAddress.Descriptor descriptor -> share(address, descriptor);
    };
  }

  private LogOutput share(LogAddress key, LogAddress address) {
    LogOutput known = shared.get(key);
    if (known != null) {
      return known;
    }
    LogOutput output =
        switch (address) {
          case LogAddress.Tcp tcp ->
              new QueuedOutput(tcp.server().toString(), new TcpSink(tcp.server()));
          case LogAddress.UnixDatagram unix -> new UnixDatagramOutput(unix.path());
          case LogAddress.Descriptor descriptor ->
              new QueuedOutput("fd@" + descriptor.fd(), DescriptorSink.of(descriptor.fd()));
          case LogAddress.Udp udp -> new UdpOutput(udp.server());
        };
    shared.put(key, output);
    all.add(output);
    return output;
  }

  /** Sends what is queued and closes everything. */
  @Override
  public synchronized void close() {
    all.forEach(LogOutput::close);
    all.clear();
    shared.clear();
  }
}

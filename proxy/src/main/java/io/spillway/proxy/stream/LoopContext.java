package io.spillway.proxy.stream;

import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.proxy.ProcessState;

/** What the sessions of one loop share. Confined to the loop. */
final class LoopContext {
  private final Loop loop;
  private final ProcessState process;
  private final ServerConnections serverConnections;
  private final HttpReplies replies = new HttpReplies();
  private final StreamLog log;

  LoopContext(Loop loop, ProcessState process, Connector connector, StreamLog log) {
    this.loop = loop;
    this.process = process;
    this.serverConnections = new ServerConnections(loop, connector);
    this.log = log;
  }

  Loop loop() {
    return loop;
  }

  ProcessState process() {
    return process;
  }

  ServerConnections serverConnections() {
    return serverConnections;
  }

  HttpReplies replies() {
    return replies;
  }

  StreamLog log() {
    return log;
  }
}

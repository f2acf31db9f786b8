package io.spillway.proxy.stream;

import io.spillway.net.Connector;
import io.spillway.net.Loop;
import io.spillway.proxy.ProcessState;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the sessions of one loop share. Confined to the loop. */
final class LoopContext {
  private final Loop loop;
  private final ProcessState process;
  private final ServerConnections serverConnections;
  private final HttpReplies replies = new HttpReplies();
  private final StreamLog log;
  private @Nullable SessionContext first;

  LoopContext(Loop loop, ProcessState process, Connector connector, StreamLog log) {
    this.loop = loop;
    this.process = process;
    this.serverConnections = new ServerConnections(loop, connector);
    this.log = log;
  }

  /** A session begins. */
  void add(SessionContext session) {
    session.next = first;
    if (first != null) {
      first.previous = session;
    }
    first = session;
  }

  /** A session is over. */
  void remove(SessionContext session) {
    if (session.previous != null) {
      session.previous.next = session.next;
    } else if (first == session) {
      first = session.next;
    }
    if (session.next != null) {
      session.next.previous = session.previous;
    }
    session.previous = null;
    session.next = null;
  }

  /** Calls {@code action} with each session, which may end it. */
  void forEachSession(Consumer<LiveSession> action) {
    SessionContext current = first;
    while (current != null) {
      SessionContext following = current.next;
      LiveSession session = current.session();
      if (session != null) {
        action.accept(session);
      }
      current = following;
    }
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

package io.spillway.facility.dns;

import io.netty.buffer.ByteBuf;
import io.spillway.facility.NameAnswers;
import io.spillway.facility.dns.message.MessageWriter;
import io.spillway.net.DatagramListener;
import io.spillway.net.Loop;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What answers on one event loop, by UDP and TCP. Confined to its loop. */
final class LoopService implements DatagramListener.Receiver {
  private final Loop loop;
  private final Responder responder;
  private final NameAnswers answers;
  private final DnsCounters counters;
  private final byte[] scratch = new byte[MessageWriter.MAX_MESSAGE];

  LoopService(Loop loop, Responder responder, NameAnswers answers, DnsCounters counters) {
    this.loop = loop;
    this.responder = responder;
    this.answers = answers;
    this.counters = counters;
  }

  /** Room for one message. */
  byte[] scratch() {
    return scratch;
  }

  /** What makes the responses. */
  Responder responder() {
    return responder;
  }

  /**
   * Answers a message; see {@link Responder#respond}. What came while this process was stopped is
   * not answered before it knows what happened meanwhile: who asks, asks another server.
   */
  int respond(byte[] message, int length, InetAddress client, Responder.Transport transport) {
    // Not the loop's own time, which may be of before the stop.
    if (!answers.hold(System.nanoTime())) {
      counters.increment(loop.index(), DnsCounter.UNRELIABLE);
      return Responder.NOTHING;
    }
    long now = loop.clock().wallMicros() / 1_000_000;
    return responder.respond(message, length, client, transport, now, loop.clock().nanos());
  }

  @Override
  public void received(ByteBuf bytes, InetSocketAddress sender, DatagramListener.Reply reply) {
    int length = bytes.readableBytes();
    bytes.getBytes(bytes.readerIndex(), scratch, 0, length);
    if (sender.getPort() == 0) {
      return;
    }
    int answered = respond(scratch, length, sender.getAddress(), Responder.Transport.UDP);
    if (answered <= 0) {
      return;
    }
    if (!reply.isWritable()) {
      counters.increment(loop.index(), DnsCounter.DROPPED);
      return;
    }
    ByteBuf out = reply.allocator().directBuffer(answered);
    out.writeBytes(responder.response(), 0, answered);
    reply.send(out, sender);
  }
}

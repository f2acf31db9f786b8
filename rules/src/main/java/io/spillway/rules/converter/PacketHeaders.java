package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.ADDRESS;
import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.INTEGER;

import io.spillway.rules.Converter;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * Converters of the headers of a packet, such as the SYN that {@code fc_saved_syn} gives: of
 * Ethernet (IEEE 802.3, with tags of 802.1Q), IP (RFC 791, RFC 8200) and TCP (RFC 9293).
 */
public final class PacketHeaders {
  private static final int ETHERNET = 14;
  private static final int TAG = 4;
  private static final int TAGGED = 0x8100;
  private static final int TAGGED_TWICE = 0x88a8;
  private static final int TCP = 20;
  private static final int END_OF_OPTIONS = 0;
  private static final int NO_OPERATION = 1;
  private static final int SEGMENT_SIZE = 2;
  private static final int WINDOW_SCALE = 3;
  private static final int SELECTIVE = 4;
  private static final int TIMESTAMPS = 8;

  /** The converters. */
  public static final List<Converter> ALL = all();

  private PacketHeaders() {}

  private interface Number {
    /** The number, or -1 where there is none. */
    long of(Sample packet);
  }

  private static List<Converter> all() {
    List<Converter> all = new ArrayList<>();
    all.add(Converter.of("eth.dst", BINARY, BINARY, s -> hasEthernet(s) && s.slice(0, 6)));
    all.add(Converter.of("eth.src", BINARY, BINARY, s -> hasEthernet(s) && s.slice(6, 6)));
    all.add(
        Converter.of(
            "eth.hdr", BINARY, BINARY, s -> hasEthernet(s) && s.slice(0, ethernetLength(s))));
    all.add(
        Converter.of(
            "eth.data", BINARY, BINARY, s -> hasEthernet(s) && rest(s, ethernetLength(s))));
    number(all, "eth.proto", s -> hasEthernet(s) ? at(s, ethernetLength(s) - 2, 2) : -1);
    number(
        all,
        "eth.vlan",
        s -> hasEthernet(s) && ethernetLength(s) > ETHERNET ? at(s, ETHERNET, 2) & 0xfff : -1);
    all.add(
        Converter.of("ip.hdr", BINARY, BINARY, s -> ipLength(s) > 0 && s.slice(0, ipLength(s))));
    all.add(Converter.of("ip.data", BINARY, BINARY, s -> ipLength(s) > 0 && rest(s, ipLength(s))));
    all.add(Converter.of("ip.src", BINARY, ADDRESS, s -> address(s, 12, 8)));
    all.add(Converter.of("ip.dst", BINARY, ADDRESS, s -> address(s, 16, 24)));
    number(all, "ip.ver", PacketHeaders::version);
    ofIp(all, "ip.df", s -> isVersion4(s) ? at(s, 6, 2) >> 14 & 1 : 1);
    ofIp(all, "ip.tos", s -> isVersion4(s) ? s.at(1) : at(s, 0, 2) >> 4 & 0xff);
    ofIp(all, "ip.ttl", s -> isVersion4(s) ? s.at(8) : s.at(7));
    number(all, "ip.proto", PacketHeaders::protocol);
    number(all, "tcp.src", s -> hasTcp(s) ? at(s, 0, 2) : -1);
    number(all, "tcp.dst", s -> hasTcp(s) ? at(s, 2, 2) : -1);
    number(all, "tcp.seq", s -> hasTcp(s) ? at(s, 4, 4) : -1);
    number(all, "tcp.flags", s -> hasTcp(s) ? s.at(13) : -1);
    number(all, "tcp.win", s -> hasTcp(s) ? at(s, 14, 2) : -1);
    number(all, "tcp.options.mss", s -> option(s, SEGMENT_SIZE, 2));
    number(all, "tcp.options.wscale", s -> option(s, WINDOW_SCALE, 1));
    number(all, "tcp.options.wsopt", s -> hasTcp(s) ? has(s, WINDOW_SCALE) : -1);
    number(all, "tcp.options.sack", s -> hasTcp(s) ? has(s, SELECTIVE) : -1);
    number(all, "tcp.options.tsopt", s -> hasTcp(s) ? has(s, TIMESTAMPS) : -1);
    number(all, "tcp.options.tsval", s -> option(s, TIMESTAMPS, 4));
    all.add(Converter.of("tcp.options_list", BINARY, BINARY, PacketHeaders::kinds));
    return List.copyOf(all);
  }

  private static void number(List<Converter> all, String name, Number number) {
    all.add(
        Converter.of(
            name,
            BINARY,
            INTEGER,
            sample -> {
              long value = number.of(sample);
              return value >= 0 && sample.integer(value);
            }));
  }

  private static void ofIp(List<Converter> all, String name, Number number) {
    number(all, name, packet -> ipLength(packet) > 0 ? number.of(packet) : -1);
  }

  private static long at(Sample packet, int from, int bytes) {
    long value = 0;
    for (int i = from; i < from + bytes; i++) {
      value = value << 8 | packet.at(i);
    }
    return value;
  }

  private static boolean rest(Sample packet, int from) {
    return packet.slice(from, packet.length() - from);
  }

  private static boolean hasEthernet(Sample packet) {
    return packet.length() >= ETHERNET && packet.length() >= ethernetLength(packet);
  }

  /** The length of the frame's header with its tags, whether they are there or cut off. */
  private static int ethernetLength(Sample packet) {
    int length = ETHERNET;
    while (length <= packet.length()) {
      long type = at(packet, length - 2, 2);
      if (type != TAGGED && type != TAGGED_TWICE) {
        break;
      }
      length += TAG;
    }
    return length;
  }

  private static long version(Sample packet) {
    return packet.length() > 0 ? packet.at(0) >> 4 : -1;
  }

  private static boolean isVersion4(Sample packet) {
    return packet.at(0) >> 4 == 4;
  }

  /** The length of the header, with the extensions of IPv6 that precede TCP; 0 for none. */
  private static int ipLength(Sample packet) {
    if (version(packet) == 4) {
      int length = (packet.at(0) & 15) * 4;
      return length >= 20 && length <= packet.length() ? length : 0;
    }
    if (version(packet) != 6 || packet.length() < 40) {
      return 0;
    }
    int length = 40;
    int next = packet.at(6);
    while (isExtension(next)) {
      if (length + 8 > packet.length()) {
        return 0;
      }
      next = packet.at(length);
      length += (packet.at(length + 1) + 1) * 8;
    }
    return length <= packet.length() ? length : 0;
  }

  /** Hop-by-hop options, routing, destination options: all told of in the same form. */
  private static boolean isExtension(int next) {
    return next == 0 || next == 43 || next == 60;
  }

  private static long protocol(Sample packet) {
    if (ipLength(packet) == 0) {
      return -1;
    }
    if (isVersion4(packet)) {
      return packet.at(9);
    }
    int next = packet.at(6);
    int at = 40;
    while (isExtension(next)) {
      next = packet.at(at);
      at += (packet.at(at + 1) + 1) * 8;
    }
    return next;
  }

  private static boolean address(Sample packet, int inVersion4, int inVersion6) {
    if (ipLength(packet) == 0) {
      return false;
    }
    return isVersion4(packet)
        ? packet.ipv4(at(packet, inVersion4, 4))
        : packet.ipv6(at(packet, inVersion6, 8), at(packet, inVersion6 + 8, 8));
  }

  private static boolean hasTcp(Sample packet) {
    return packet.length() >= TCP
        && tcpLength(packet) >= TCP
        && tcpLength(packet) <= packet.length();
  }

  private static int tcpLength(Sample packet) {
    return (packet.at(12) >> 4) * 4;
  }

  /** Where the option of this kind begins, or -1. */
  private static int find(Sample packet, int kind) {
    int end = tcpLength(packet);
    int at = TCP;
    while (at < end && packet.at(at) != END_OF_OPTIONS) {
      if (packet.at(at) == kind) {
        return at;
      }
      int size = packet.at(at) == NO_OPERATION ? 1 : at + 1 < end ? packet.at(at + 1) : 0;
      if (size == 0) {
        return -1;
      }
      at += size;
    }
    return -1;
  }

  private static long has(Sample packet, int kind) {
    return find(packet, kind) < 0 ? 0 : 1;
  }

  private static long option(Sample packet, int kind, int bytes) {
    int found = hasTcp(packet) ? find(packet, kind) : -1;
    return found < 0 || found + 2 + bytes > tcpLength(packet) ? -1 : at(packet, found + 2, bytes);
  }

  /** The kinds of the options, one byte each, in their order. */
  private static boolean kinds(Sample packet) {
    if (!hasTcp(packet)) {
      return false;
    }
    int end = tcpLength(packet);
    ByteBuilder out = packet.scratch();
    int at = TCP;
    while (at < end && packet.at(at) != END_OF_OPTIONS) {
      out.append(packet.at(at));
      int size = packet.at(at) == NO_OPERATION ? 1 : at + 1 < end ? packet.at(at + 1) : 0;
      if (size == 0) {
        break;
      }
      at += size;
    }
    return packet.bytes(BINARY, out);
  }
}

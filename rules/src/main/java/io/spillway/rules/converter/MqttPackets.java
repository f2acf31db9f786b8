package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.BINARY;
import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The packets with which a connection of MQTT begins: CONNECT and CONNACK (3.1, 3.1.1 and 5.0). */
public final class MqttPackets {
  private static final int CONNECT = 1;
  private static final int CONNACK = 2;

  /** The fields of each kind of packet that have names; properties have numbers. */
  private static final Map<Integer, List<String>> FIELDS =
      Map.of(
          CONNECT,
          List.of(
              "flags",
              "protocol_name",
              "protocol_version",
              "client_identifier",
              "will_topic",
              "will_payload",
              "username",
              "password",
              "keepalive"),
          CONNACK,
          List.of("flags", "protocol_version", "reason_code"));

  private static final Map<Integer, List<Integer>> PROPERTIES =
      Map.of(
          CONNECT,
          List.of(17, 33, 39, 34, 25, 23, 21, 22, 24, 1, 2, 3, 8, 9, 38),
          CONNACK,
          List.of(17, 33, 36, 37, 39, 18, 34, 31, 40, 41, 42, 19, 26, 28, 21, 22, 38));

  /** Properties that are numbers, and 0 where a packet that could have them has them not. */
  private static final Set<Integer> NUMBERS =
      Set.of(17, 19, 23, 25, 33, 34, 36, 37, 39, 40, 41, 42);

  private static final Set<Integer> NUMBERS_OF_WILLS = Set.of(1, 2, 24);

  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of("mqtt_is_valid", BINARY, BOOLEAN, MqttPackets::isValid),
          Converter.of("mqtt_field_value", BINARY, STRING, "string,string", MqttPackets::field));

  private MqttPackets() {}

  private static boolean isValid(Sample sample) {
    Reading reading = new Reading(sample, null);
    boolean valid = reading.packet();
    if (reading.isCutOff) {
      sample.markMayChange();
      return false;
    }
    return sample.bool(valid);
  }

  private static Conversion field(CallArguments arguments) {
    String packet = arguments.text(0).toLowerCase(Locale.ROOT);
    int type =
        switch (packet) {
          case "connect", "1" -> CONNECT;
          case "connack", "2" -> CONNACK;
          default ->
              throw arguments.error(
                  "Unsupported packet type '"
                      + arguments.text(0)
                      + "'. Only CONNECT and CONNACK"
                      + " are supported");
        };
    String name = arguments.text(1).toLowerCase(Locale.ROOT);
    boolean isProperty = name.matches("[0-9]{1,3}");
    boolean isKnown =
        isProperty
            ? PROPERTIES.getOrDefault(type, List.of()).contains(Integer.parseInt(name))
            : FIELDS.getOrDefault(type, List.of()).contains(name);
    if (!isKnown) {
      throw arguments.error("unknown field or property '" + arguments.text(1) + "'");
    }
    return (evaluation, sample) -> {
      Reading reading = new Reading(sample, name);
      if (!reading.packet() || reading.type != type || reading.foundLength < 0) {
        return false;
      }
      if (reading.isNumber) {
        ByteBuilder out = sample.scratch();
        out.appendDecimal(reading.number);
        return sample.bytes(STRING, out);
      }
      sample.slice(reading.foundAt, reading.foundLength);
      return sample.as(STRING);
    };
  }

  /** One pass over a packet, which remembers where the wanted field is. */
  private static final class Reading {
    private final Sample sample;
    private final @Nullable String wanted;
    private int at;
    private int end;
    private boolean broken;
    private boolean isCutOff;
    private int type;

    private int foundAt;
    private int foundLength = -1;
    private boolean isNumber;
    private long number;

    Reading(Sample sample, @Nullable String wanted) {
      this.sample = sample;
      this.wanted = wanted;
      this.end = sample.length();
    }

    /** Reads the whole packet; false where it is none, or not a valid one. */
    boolean packet() {
      int first = fixed(1);
      type = first >> 4;
      long length = variable();
      isCutOff = end < 2 || !broken && length > end - at;
      if (broken || (first & 15) != 0 || isCutOff) {
        return false;
      }
      end = at + (int) length;
      if (type == CONNECT) {
        connect();
      } else if (type == CONNACK) {
        acknowledgement();
      } else {
        return false;
      }
      return !broken && at == end;
    }

    private void connect() {
      int nameAt = at + 2;
      int nameLength = string("protocol_name");
      String name = broken ? "" : text(nameAt, nameLength);
      int version = number("protocol_version", 1);
      int flags = number("flags", 1);
      number("keepalive", 2);
      boolean isKnown =
          version == 3 && name.equals("MQIsdp")
              || (version == 4 || version == 5) && name.equals("MQTT");
      if (broken || !isKnown || (flags & 1) != 0) {
        broken = true;
        return;
      }
      boolean hasWill = (flags & 4) != 0;
      if (version == 5) {
        properties(NUMBERS);
      }
      string("client_identifier");
      if (hasWill) {
        if (version == 5) {
          properties(NUMBERS_OF_WILLS);
        }
        string("will_topic");
        string("will_payload");
      }
      boolean hasUser = (flags & 0x80) != 0;
      boolean hasPassword = (flags & 0x40) != 0;
      if (hasUser) {
        string("username");
      }
      if (hasPassword) {
        string("password");
      }
    }

    private void acknowledgement() {
      int flags = number("flags", 1);
      number("reason_code", 1);
      broken |= (flags & 0xfe) != 0;
      if (at < end) {
        keep("protocol_version", 5);
        properties(NUMBERS);
      } else {
        keep("protocol_version", 4);
      }
    }

    private void properties(Set<Integer> numbers) {
      if (wanted != null && wanted.matches("[0-9]+") && numbers.contains(Integer.valueOf(wanted))) {
        keep(wanted, 0);
      }
      long length = variable();
      if (broken || length > end - at) {
        broken = true;
        return;
      }
      int stop = at + (int) length;
      while (at < stop && !broken) {
        int id = (int) variable();
        String name = Integer.toString(id);
        switch (id) {
          case 1, 23, 25, 36, 37, 40, 41, 42 -> number(name, 1);
          case 19, 33, 34, 35 -> number(name, 2);
          case 2, 17, 24, 39 -> number(name, 4);
          case 11 -> keep(name, variable());
          case 3, 8, 9, 18, 21, 22, 26, 28, 31 -> string(name);
          case 38 -> {
            string("");
            string("");
          }
          default -> broken = true;
        }
      }
      broken |= at != stop;
    }

    private int number(String name, int bytes) {
      int value = fixed(bytes);
      keep(name, value & 0xffff_ffffL);
      return value;
    }

    private void keep(String name, long value) {
      if (name.equals(wanted) && !broken) {
        isNumber = true;
        number = value;
        foundLength = 0;
      }
    }

    private int string(String name) {
      int length = fixed(2);
      if (broken || length > end - at) {
        broken = true;
        return 0;
      }
      if (name.equals(wanted)) {
        foundAt = at;
        foundLength = length;
      }
      at += length;
      return length;
    }

    private String text(int from, int length) {
      return new String(
          sample.bytes(),
          sample.offset() + from,
          length,
          java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private int fixed(int bytes) {
      int value = 0;
      for (int i = 0; i < bytes; i++) {
        if (at >= end) {
          broken = true;
          return 0;
        }
        value = value << 8 | sample.at(at++);
      }
      return value;
    }

    private long variable() {
      long value = 0;
      for (int shift = 0; shift < 28; shift += 7) {
        int octet = fixed(1);
        value |= (long) (octet & 0x7f) << shift;
        if (octet < 0x80) {
          return value;
        }
      }
      broken = true;
      return 0;
    }
  }
}

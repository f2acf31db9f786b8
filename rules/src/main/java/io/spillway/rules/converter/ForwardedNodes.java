package io.spillway.rules.converter;

import static io.spillway.rules.sample.SampleType.ANY;
import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.rules.CallArguments;
import io.spillway.rules.Converter;
import io.spillway.rules.Converter.Conversion;
import io.spillway.rules.sample.Address;
import io.spillway.rules.sample.ByteBuilder;
import io.spillway.rules.sample.Sample;
import io.spillway.rules.sample.SampleType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converters of the values of {@code Forwarded} headers and of the nodes in them (RFC 7239). */
public final class ForwardedNodes {
  private static final String OBFUSCATED = "[A-Za-z0-9._-]+";

  /** The converters. */
  public static final List<Converter> ALL =
      List.of(
          Converter.of(
              "rfc7239_is_valid",
              STRING,
              BOOLEAN,
              sample -> sample.bool(ForwardedElements.parse(sample) != null)),
          Converter.of("rfc7239_field", STRING, STRING, "string", ForwardedNodes::field),
          Converter.of("rfc7239_n2nn", STRING, ANY, ForwardedNodes::nameOf),
          Converter.of("rfc7239_n2np", STRING, ANY, ForwardedNodes::portOf),
          Converter.of("rfc7239_nn", ANY, STRING, ForwardedNodes::toName),
          Converter.of("rfc7239_np", ANY, STRING, ForwardedNodes::toPort));

  private ForwardedNodes() {}

  /**
   * A node's parts; see RFC 7239 section 6.
   *
   * @param name an address without brackets, "unknown", or a name that begins with "_"
   * @param port digits, or a name that begins with "_"; empty where there is none
   */
  record Node(String name, String port) {}

  /** The parts of a valid node, or null. */
  static @Nullable Node split(String text) {
    boolean isBracketed = text.startsWith("[");
    int nameEnd = isBracketed ? text.indexOf(']') + 1 : text.indexOf(':');
    if (nameEnd <= 0) {
      nameEnd = isBracketed ? -1 : text.length();
    }
    if (nameEnd < 0 || nameEnd < text.length() && text.charAt(nameEnd) != ':') {
      return null;
    }
    String name = isBracketed ? text.substring(1, nameEnd - 1) : text.substring(0, nameEnd);
    if (!isName(name, isBracketed)) {
      return null;
    }
    String port = nameEnd < text.length() ? text.substring(nameEnd + 1) : "";
    return nameEnd == text.length() || isPort(port) ? new Node(name, port) : null;
  }

  private static boolean isName(String name, boolean isBracketed) {
    if (!isBracketed && (name.equals("unknown") || isObfuscated(name))) {
      return true;
    }
    Address address = Address.parse(name);
    return address != null && address.isIpv4() != isBracketed;
  }

  private static boolean isPort(String port) {
    return isObfuscated(port) || port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65535;
  }

  private static boolean isObfuscated(String text) {
    return text.startsWith("_") && text.substring(1).matches(OBFUSCATED);
  }

  private static Conversion field(CallArguments arguments) {
    String name = arguments.text(0);
    if (!List.of("by", "for", "host", "proto").contains(name)) {
      throw arguments.error(
          "'" + name + "' is no parameter of a Forwarded header (by, for, host or proto)");
    }
    return (evaluation, sample) -> {
      Map<String, String> parameters = ForwardedElements.parse(sample);
      String value = parameters == null ? null : parameters.get(name);
      return value != null && keep(value, sample);
    };
  }

  private static boolean keep(String text, Sample sample) {
    ByteBuilder out = sample.scratch();
    out.append(text);
    return sample.bytes(STRING, out);
  }

  private static boolean nameOf(Sample sample) {
    Node node = split(sample.toString());
    if (node == null) {
      return false;
    }
    Address address = Address.parse(node.name());
    return address == null ? keep(node.name(), sample) : sample.address(address);
  }

  private static boolean portOf(Sample sample) {
    Node node = split(sample.toString());
    if (node == null || node.port().isEmpty()) {
      return false;
    }
    return node.port().startsWith("_")
        ? keep(node.port(), sample)
        : sample.integer(Integer.parseInt(node.port()));
  }

  private static boolean toName(Sample sample) {
    if (sample.type() == SampleType.IPV6) {
      String text = sample.toString();
      return keep("[" + text + "]", sample);
    }
    if (sample.type() == SampleType.IPV4) {
      return sample.cast(STRING);
    }
    return sample.cast(STRING) && (sample.toString().equals("unknown") || obfuscate(sample));
  }

  private static boolean toPort(Sample sample) {
    if (sample.type() == SampleType.INTEGER) {
      return sample.number() >= 0 && sample.number() <= 65535 && sample.cast(STRING);
    }
    return sample.cast(STRING) && obfuscate(sample);
  }

  private static boolean obfuscate(Sample sample) {
    String text =
        new String(sample.bytes(), sample.offset(), sample.length(), StandardCharsets.ISO_8859_1);
    return text.matches(OBFUSCATED) && keep("_" + text, sample);
  }
}

package io.spillway.facility.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Directive;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Word;
import io.spillway.net.InvalidAddressException;
import io.spillway.net.WrittenAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The forms in which facility sections write names and addresses. Stateless. */
final class Written {
  private static final int LONGEST_NAME = 64;

  private Written() {}

  /** A cursor behind the kind of {@code section}, over the words of its header. */
  static Arguments header(Section section, Diagnostics diagnostics) {
    return new Arguments(
        new Directive(section.header()), 1, section.kind(), Arguments.Polarity.SET, diagnostics);
  }

  /** Reads each line of {@code section} by {@code table}. */
  static <C> void directives(
      Section section, KeywordTable<C> table, C target, Diagnostics diagnostics) {
    section.directives().forEach(directive -> table.read(target, directive, diagnostics));
  }

  /** Takes the name of a facility, an instance or a witness. */
  static String name(Arguments arguments, String expected) {
    Word word = arguments.word(expected);
    String text = word.text();
    if (text.length() > LONGEST_NAME || !text.matches("[A-Za-z0-9_.:-]+")) {
      throw arguments.error(
          word,
          "'"
              + arguments.keyword()
              + "': '"
              + word
              + "' is no name (expected: at most 64 letters, digits, '-', '_', '.' and ':').");
    }
    return text;
  }

  /** Takes an IP address. */
  static InetAddress address(Arguments arguments) {
    Word word = arguments.word("an IP address");
    InetAddress address = WrittenAddress.literal(word.text());
    if (address == null || address.isAnyLocalAddress() || address.isMulticastAddress()) {
      throw arguments.error(
          word, "'" + arguments.keyword() + "' expects an IP address, not '" + word + "'.");
    }
    return address;
  }

  /** Takes an IP address and a port. */
  static InetSocketAddress socketAddress(Arguments arguments) {
    Word word = arguments.word("<address>:<port>");
    try {
      WrittenAddress written = WrittenAddress.parse(word.text());
      InetAddress literal = WrittenAddress.literal(written.host());
      if (written.kind() == WrittenAddress.Kind.INET
          && written.port() == WrittenAddress.PortForm.SINGLE
          && written.firstPort() > 0
          && literal != null
          && !literal.isAnyLocalAddress()) {
        return new InetSocketAddress(literal, written.firstPort());
      }
    } catch (InvalidAddressException e) {
      throw arguments.error(
          word, "'" + arguments.keyword() + "': " + e.getMessage() + " (expected: <ip>:<port>).");
    }
    throw arguments.error(
        word,
        "'" + arguments.keyword() + "' expects an IP address and a port, not '" + word + "'.");
  }
}

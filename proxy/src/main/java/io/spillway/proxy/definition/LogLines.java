package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.net.InvalidAddressException;
import io.spillway.net.WrittenAddress;
import io.spillway.proxy.log.LogAddress;
import io.spillway.proxy.log.LogFacility;
import io.spillway.proxy.log.LogFraming;
import io.spillway.proxy.log.LogLevel;
import io.spillway.proxy.log.LogProfile;
import io.spillway.proxy.log.LogProfiles;
import io.spillway.proxy.log.LogSampling;
import io.spillway.proxy.log.LogTargetDefinition;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What follows {@code log} (configuration manual, chapter 4.2). */
final class LogLines {
  private static final int SYSLOG_PORT = 514;
  private static final int MIN_LENGTH = 80;
  private static final int MAX_LENGTH = 65535;

  private LogLines() {}

  /**
   * Reads {@code <address> [len n] [format f] [sample s] [profile p] <facility> [<level>
   * [<minlevel>]]}.
   */
  static LogTargetDefinition read(Loading loading, Arguments arguments) {
    LogAddress address = address(arguments.word("<address> and <facility>"), loading, arguments);
    int length = LogTargetDefinition.DEFAULT_LENGTH;
    LogFraming framing = null;
    LogSampling sampling = null;
    LogProfile profile = null;
    while (true) {
      if (arguments.accept("len")) {
        length = length(arguments);
      } else if (arguments.accept("format")) {
        framing = framing(arguments);
      } else if (arguments.accept("sample")) {
        sampling = sampling(arguments);
      } else if (arguments.accept("profile")) {
        profile =
            LogProfiles.of(loading.rules())
                .reference(arguments.text("a log-profile's name"), arguments.position());
      } else {
        break;
      }
    }
    if (!arguments.hasNext()) {
      throw arguments.error("log : expects <address> and <facility> as arguments");
    }
    Word facilityWord = arguments.word("a facility");
    LogFacility facility = LogFacility.named(facilityWord.text());
    if (facility == null) {
      throw arguments.error(facilityWord, "log : unknown log facility '" + facilityWord + "'");
    }
    LogLevel maximum = level("maximum", LogLevel.DEBUG, arguments);
    LogLevel minimum = level("minimum", LogLevel.EMERG, arguments);
    if (arguments.hasNext()) {
      throw arguments.error("log : cannot handle unexpected argument '" + arguments.peek() + "'.");
    }
    return new LogTargetDefinition(
        address, length, framing, sampling, facility, maximum, minimum, profile);
  }

  private static int length(Arguments arguments) {
    String text = arguments.hasNext() ? arguments.text("a length") : "";
    try {
      int length = Integer.parseInt(text);
      if (length >= MIN_LENGTH && length <= MAX_LENGTH) {
        return length;
      }
    } catch (NumberFormatException e) {
      // the message below says what was expected
    }
    throw arguments.error("log : invalid log length '" + text + "', must be between 80 and 65535");
  }

  private static LogFraming framing(Arguments arguments) {
    String text = arguments.hasNext() ? arguments.text("a format") : "";
    LogFraming framing = LogFraming.named(text);
    if (framing == null) {
      throw arguments.error("log : unknown log format '" + text + "'");
    }
    return framing;
  }

  private static LogSampling sampling(Arguments arguments) {
    String text = arguments.hasNext() ? arguments.text("a sample") : "";
    LogSampling sampling = LogSampling.parse(text);
    if (sampling == null) {
      throw arguments.error(
          "log : invalid log sampling '" + text + "' (expected: <ranges>:<size>, as in 1-3,7:10)");
    }
    return sampling;
  }

  private static LogLevel level(String which, LogLevel initial, Arguments arguments) {
    if (!arguments.hasNext()) {
      return initial;
    }
    Word word = arguments.word("a level");
    LogLevel level = LogLevel.named(word.text());
    if (level == null) {
      throw arguments.error(word, "log : unknown optional " + which + " log level '" + word + "'");
    }
    return level;
  }

  private static LogAddress address(Word word, Loading loading, Arguments arguments) {
    String text = word.text();
    switch (text) {
      case "stdout" -> {
        return LogAddress.STDOUT;
      }
      case "stderr" -> {
        return LogAddress.STDERR;
      }
      default -> {}
    }
    if (text.startsWith("ring@") || text.startsWith("backend@")) {
      throw arguments.error(
          word, "log : '" + word + "' : this kind of log target is not implemented in Spillway.");
    }
    try {
      WrittenAddress written = WrittenAddress.parse(text);
      return switch (written.kind()) {
        case UNIX -> new LogAddress.UnixDatagram(Word.decode(written.host()));
        case ABSTRACT ->
            throw new InvalidAddressException(
                "abstract sockets are not implemented for logs in Spillway: '" + word + "'");
        case DESCRIPTOR -> new LogAddress.Descriptor(written.descriptor());
        case INET -> {
          InetSocketAddress server = server(written, loading, text);
          yield text.startsWith("tcp") && text.contains("@")
              ? new LogAddress.Tcp(server)
              : new LogAddress.Udp(server);
        }
      };
    } catch (InvalidAddressException e) {
      throw arguments.error(word, "log : " + e.message());
    }
  }

  private static InetSocketAddress server(WrittenAddress written, Loading loading, String text)
      throws InvalidAddressException {
    if (written.port() == WrittenAddress.PortForm.RANGE
        || written.port() == WrittenAddress.PortForm.OFFSET) {
      throw new InvalidAddressException("port range not permitted here in '" + text + "'");
    }
    int port = written.firstPort() == 0 ? SYSLOG_PORT : written.firstPort();
    @Nullable InetAddress address =
        written.isWildcard() ? InetAddress.getLoopbackAddress() : written.literal();
    if (address == null) {
      address = loading.names().resolve(written.host(), written.family());
    }
    if (address == null) {
      throw new InvalidAddressException(
          "invalid address: '" + written.host() + "' in '" + text + "'");
    }
    return new InetSocketAddress(address, port);
  }
}

package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.ops.alert.Alert;
import io.spillway.ops.alert.Notification;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Syslog (RFC 5424) over UDP (RFC 5426) or TCP with counted frames (RFC 6587): a message for each
 * problem. Immutable.
 *
 * @param facility 0 to 23
 */
record SyslogChannel(String host, int port, boolean isTcp, int facility, String tag)
    implements Channel {
  private static final int SYSLOG_PORT = 514;
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final List<String> FACILITIES =
      List.of(
          "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron",
          "auth2", "ftp", "ntp", "audit", "alert", "cron2", "local0", "local1", "local2", "local3",
          "local4", "local5", "local6", "local7");

  static SyslogChannel read(Arguments arguments, ChannelReader.Sources sources) {
    Word where = arguments.word("<host>[:<port>]");
    boolean isTcp = false;
    int facility = FACILITIES.indexOf("daemon");
    String tag = "spillway";
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "tcp" -> isTcp = true;
        case "udp" -> isTcp = false;
        case "tag" -> tag = arguments.text("a tag");
        case "facility" -> {
          Word name = arguments.word("a facility of syslog");
          facility = FACILITIES.indexOf(name.text());
          if (facility < 0) {
            throw arguments.error(
                name,
                "'facility': '"
                    + name
                    + "' is none (expected one of: "
                    + String.join(", ", FACILITIES)
                    + ").");
          }
        }
        default ->
            throw ChannelWords.unknown(
                arguments, "syslog", word, "'tcp', 'udp', 'facility', 'tag'");
      }
    }
    HostAndPort address = HostAndPort.read(where, arguments, SYSLOG_PORT);
    return new SyslogChannel(address.host(), address.port(), isTcp, facility, tag);
  }

  @Override
  public void tell(Notification notification) throws ChannelException {
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
      if (isTcp) {
        try (Socket socket = new Socket()) {
          socket.connect(address, TIMEOUT_MILLIS);
          OutputStream out = socket.getOutputStream();
          for (Alert alert : notification.alerts()) {
            byte[] message = message(notification, alert);
            out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            out.write(message);
          }
          out.flush();
        }
      } else {
        try (DatagramSocket socket = new DatagramSocket()) {
          for (Alert alert : notification.alerts()) {
            byte[] message = message(notification, alert);
            socket.send(new DatagramPacket(message, message.length, address));
          }
        }
      }
    } catch (IOException e) {
      throw ChannelException.forNow("syslog at " + host + ":" + port + ": " + e.getMessage());
    }
  }

  private byte[] message(Notification notification, Alert alert) {
    int level =
        alert.status() == Alert.Status.RECOVERED
            ? 5
            : switch (alert.severity()) {
              case CRITICAL -> 2;
              case WARNING -> 4;
              case INFORMATION -> 6;
            };
    String text =
        "<"
            + (facility * 8 + level)
            + ">1 "
            + notification.time().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + printable(notification.instance())
            + " "
            + printable(tag)
            + " "
            + ProcessHandle.current().pid()
            + " "
            + printable(alert.kind())
            + " - "
            + alert.line().replaceAll("\\p{Cntrl}", " ");
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String printable(String text) {
    String clean = text.replaceAll("[^!-~]", "_");
    return clean.isEmpty() ? "-" : clean.substring(0, Math.min(48, clean.length()));
  }
}

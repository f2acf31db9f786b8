package io.spillway.ops.alert.channel;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.Secret;
import io.spillway.ops.alert.Notification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mail over SMTP (RFC 5321), plain and HTML in one message. Immutable.
 *
 * @param recipients at least one
 * @param security how the connection is protected
 * @param user null without authentication
 * @param password null without authentication
 * @param authorities a PEM file of the authorities that may have signed the server's certificate;
 *     null for those of the Java runtime
 */
record SmtpChannel(
    String host,
    int port,
    String from,
    List<String> recipients,
    Security security,
    @Nullable String user,
    @Nullable Secret password,
    @Nullable String authorities,
    Duration timeout)
    implements Channel {
  /** How a connection is protected. */
  enum Security {
    /** Not at all. */
    NONE,
    /** By STARTTLS (RFC 3207), without which nothing is sent. */
    STARTTLS,
    /** By TLS from the first byte on (RFC 8314). */
    TLS
  }

  private static final int SMTP_PORT = 25;
  private static final int SUBMISSION_PORT = 587;
  private static final int SUBMISSIONS_PORT = 465;
  private static final int MOST_RECIPIENTS = 100;

  SmtpChannel {
    recipients = List.copyOf(recipients);
  }

  static SmtpChannel read(Arguments arguments, ChannelReader.Sources sources) {
    Word where = arguments.word("<host>[:<port>]");
    String from = null;
    List<String> recipients = new ArrayList<>();
    Security security = Security.NONE;
    String user = null;
    Secret password = null;
    String authorities = null;
    Duration timeout = ChannelWords.TIMEOUT;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "from" -> from = address(arguments, arguments.word("an address").text());
        case "to" -> {
          for (String one : arguments.text("addresses with commas between them").split(",", -1)) {
            recipients.add(address(arguments, one));
          }
        }
        case "starttls" -> security = Security.STARTTLS;
        case "tls" -> security = Security.TLS;
        case "user" -> user = arguments.word("a user").unicode();
        case "password-file" -> password = sources.credentials().file(arguments, "password-file");
        case "password-env" -> password = sources.credentials().variable(arguments, "password-env");
        case "ca-file" -> authorities = arguments.word("a file name").unicode();
        case "timeout" -> timeout = ChannelWords.timeout(arguments);
        default ->
            throw ChannelWords.unknown(
                arguments,
                "smtp",
                word,
                "'from', 'to', 'starttls', 'tls', 'user', 'password-file', 'password-env',"
                    + " 'ca-file', 'timeout'");
      }
    }
    if ((user == null) != (password == null)) {
      throw arguments.error("'channel ... smtp' expects both 'user' and 'password-file', or none.");
    }
    if (user != null && security == Security.NONE) {
      throw arguments.error(
          "'channel ... smtp' would send the password in clear (expected: 'starttls' or 'tls').");
    }
    if (recipients.isEmpty() || recipients.size() > MOST_RECIPIENTS) {
      throw arguments.error("'channel ... smtp' expects 'to' <address>[,<address>...], 1 to 100.");
    }
    HostAndPort address =
        HostAndPort.read(
            where,
            arguments,
            switch (security) {
              case NONE -> SMTP_PORT;
              case STARTTLS -> SUBMISSION_PORT;
              case TLS -> SUBMISSIONS_PORT;
            });
    return new SmtpChannel(
        address.host(),
        address.port(),
        ChannelWords.required(from, arguments, "smtp", "'from' <address>"),
        recipients,
        security,
        user,
        password,
        authorities,
        timeout);
  }

  private static String address(Arguments arguments, String text) {
    if (!text.matches("[!-~&&[^<>,;:\"()\\[\\]\\\\@]]{1,64}@[A-Za-z0-9.-]{1,255}")) {
      throw arguments.error("'" + text + "' is no mail address (expected: name@example.com).");
    }
    return text;
  }

  @Override
  public void tell(Notification notification) throws ChannelException {
    Mail.send(this, notification);
  }
}

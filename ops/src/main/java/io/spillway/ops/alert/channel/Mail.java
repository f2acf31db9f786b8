package io.spillway.ops.alert.channel;

import io.spillway.facility.certificate.PemContext;
import io.spillway.facility.provider.Secret;
import io.spillway.ops.alert.Alert;
import io.spillway.ops.alert.Notification;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Properties;

/** Sends mail; loaded with its library when the first one is. Stateless. */
final class Mail {
  private static final String CHARSET = StandardCharsets.UTF_8.name();
  private static final int MOST_LINES = 500;
  private static final int MOST_SUBJECT = 200;

  private Mail() {}

  static void send(SmtpChannel channel, Notification notification) throws ChannelException {
    String where = "SMTP at " + channel.host() + ":" + channel.port();
    try {
      Session session = Session.getInstance(properties(channel));
      Message message = message(session, channel, notification);
      try (Transport transport = session.getTransport()) {
        Secret password = channel.password();
        transport.connect(
            channel.host(),
            channel.port(),
            channel.user(),
            password == null ? null : password.reveal());
        transport.sendMessage(message, message.getAllRecipients());
      }
    } catch (SendFailedException e) {
      if (e.getValidSentAddresses() != null && e.getValidSentAddresses().length > 0) {
        // Sent once more, those that have it would get it twice.
        throw ChannelException.forGood(
            where
                + ": "
                + told(e)
                + " ("
                + e.getValidSentAddresses().length
                + " other recipients have it)");
      }
      throw ChannelException.forNow(where + ": " + told(e));
    } catch (MessagingException | IOException e) {
      throw ChannelException.forNow(where + ": " + told(e));
    }
  }

  /** The innermost message: what the server said. */
  private static String told(Exception e) {
    Throwable cause =
        e instanceof MessagingException mail && mail.getNextException() != null
            ? mail.getNextException()
            : e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).strip().replaceAll("\\p{Cntrl}+", " ");
  }

  private static Properties properties(SmtpChannel channel) throws IOException {
    Properties properties = new Properties();
    String protocol = channel.security() == SmtpChannel.Security.TLS ? "smtps" : "smtp";
    String prefix = "mail." + protocol + ".";
    properties.put("mail.transport.protocol", protocol);
    String millis = Long.toString(channel.timeout().toMillis());
    properties.put(prefix + "timeout", millis);
    properties.put(prefix + "connectiontimeout", millis);
    properties.put(prefix + "writetimeout", millis);
    properties.put(prefix + "auth", channel.user() != null);
    properties.put(prefix + "ssl.checkserveridentity", true);
    // One unknown recipient does not keep the others from being told.
    properties.put(prefix + "sendpartial", true);
    if (channel.security() == SmtpChannel.Security.STARTTLS) {
      properties.put(prefix + "starttls.enable", true);
      properties.put(prefix + "starttls.required", true);
    }
    if (channel.authorities() != null) {
      properties.put(
          prefix + "ssl.socketFactory",
          PemContext.of("TLS", null, channel.authorities()).getSocketFactory());
    }
    return properties;
  }

  private static Message message(Session session, SmtpChannel channel, Notification notification)
      throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress(channel.from(), true));
    for (String recipient : channel.recipients()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient, true));
    }
    message.setSubject(
        ReceiverWords.cut(notification.title().replaceAll("\\p{Cntrl}", " "), MOST_SUBJECT),
        CHARSET);
    message.setSentDate(Date.from(notification.time()));
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("X-Spillway-Id", notification.id());
    MimeMultipart alternatives = new MimeMultipart("alternative");
    MimeBodyPart plain = new MimeBodyPart();
    plain.setText(
        notification.title()
            + "\n\n"
            + notification.text(MOST_LINES)
            + "\nSpillway on "
            + notification.instance()
            + "\n",
        CHARSET);
    MimeBodyPart html = new MimeBodyPart();
    html.setText(html(notification), CHARSET, "html");
    alternatives.addBodyPart(plain);
    alternatives.addBodyPart(html);
    message.setContent(alternatives);
    message.saveChanges();
    return message;
  }

  private static String html(Notification notification) {
    StringBuilder out = new StringBuilder("<!DOCTYPE html><html><body><h3>");
    out.append(escaped(notification.title())).append("</h3><table cellpadding=\"4\">");
    int shown = 0;
    for (Alert alert : notification.alerts()) {
      if (shown++ == MOST_LINES) {
        out.append("<tr><td colspan=\"3\">and ");
        out.append(notification.alerts().size() - MOST_LINES).append(" more</td></tr>");
        break;
      }
      out.append("<tr><td>").append(alert.began()).append("</td><td>");
      out.append(alert.severity().word()).append("</td><td>");
      out.append(escaped(alert.line())).append("</td></tr>");
    }
    out.append("</table><p>Spillway on ").append(escaped(notification.instance()));
    return out.append("</p></body></html>").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}

package io.spillway.proxy.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spillway.net.Endpoint;
import io.spillway.proxy.server.Server;
import io.spillway.rules.Evaluation;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** The bytes of a check's request. */
final class CheckRequest {
  private CheckRequest() {}

  static byte[] bytes(CheckStep.SendRequest step, Check check, Evaluation evaluation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    append(out, step.method() + " ");
    out.writeBytes(step.uri().bytes(evaluation));
    append(out, " " + step.version() + "\r\n");
    boolean saysConnection = false;
    for (CheckStep.Header header : step.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (name.equals("content-length") || name.equals("transfer-encoding")) {
        continue;
      }
      saysConnection |= name.equals("connection");
      append(out, name + ": ");
      out.writeBytes(header.value().bytes(evaluation));
      append(out, "\r\n");
    }
    if (check.script().sendsState()) {
      append(out, "x-haproxy-server-state: " + state(check) + "\r\n");
    }
    CheckText body = step.body();
    byte[] bodyBytes = body == null ? new byte[0] : body.bytes(evaluation);
    if (body != null) {
      append(out, "content-length: " + bodyBytes.length + "\r\n");
    }
    if (!saysConnection && !step.version().equals("HTTP/1.0")) {
      append(out, "connection: close\r\n");
    }
    append(out, "\r\n");
    out.writeBytes(bodyBytes);
    return out.toByteArray();
  }

  private static void append(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(ISO_8859_1));
  }

  private static String state(Check check) {
    Server server = check.server();
    int weight = 0;
    int sessions = 0;
    for (Server sibling : check.siblings()) {
      weight += sibling.usable() ? sibling.weight() : 0;
      sessions += sibling.sessions().value();
    }
    boolean isUnix = !(server.endpoint() instanceof Endpoint.Inet);
    String address =
        server.endpoint() instanceof Endpoint.Inet inet && inet.address() != null
            ? inet.address().getHostAddress()
            : "unix";
    int port = server.endpoint() instanceof Endpoint.Inet inet ? inet.port() : 0;
    return String.format(
        Locale.ROOT,
        "%s; address=%s; port=%s; name=%s; node=%s; weight=%d/%d; scur=%d/%d; qcur=%d",
        server.state().status(),
        address,
        isUnix ? "unix" : Integer.toString(port),
        server.path(),
        check.node(),
        server.weight(),
        weight,
        server.sessions().value(),
        sessions,
        server.waiting());
  }
}

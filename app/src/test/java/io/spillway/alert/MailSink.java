package io.spillway.alert;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A mail server that keeps what clients say, connection by connection. */
final class MailSink implements AutoCloseable {
  final List<List<String>> conversations = new CopyOnWriteArrayList<>();
  private final ServerSocket listener;

  MailSink() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        // One after the other, so that the order of the mails is that of the connections.
        try (client) {
          serve(client);
        }
      }
    } catch (IOException e) {
      // Closed, at the end of a test.
      return;
    }
  }

  private void serve(Socket client) throws IOException {
    List<String> said = new ArrayList<>();
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
    answer(client, "220 sink");
    boolean isData = false;
    while (true) {
      String line = in.readLine();
      if (line == null) {
        return;
      }
      said.add(line);
      if (isData) {
        isData = !line.equals(".");
        if (!isData) {
          answer(client, "250 queued");
        }
      } else if (line.equals("DATA")) {
        isData = true;
        answer(client, "354 go on");
      } else if (line.equals("QUIT")) {
        answer(client, "221 bye");
        conversations.add(said);
        return;
      } else {
        answer(client, "250 ok");
      }
    }
  }

  private static void answer(Socket client, String text) throws IOException {
    client.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}

package io.spillway.proxy.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Certificates that openssl makes for a test, and a client that trusts any. */
final class TestCertificates {
  private TestCertificates() {}

  /** A file with a key of {@code algorithm}, {@code rsa:2048} or {@code ec:prime256v1}. */
  static Path make(Path directory, String name, String algorithm) throws Exception {
    Path key = directory.resolve(name + ".rawkey");
    Path certificate = directory.resolve(name + ".rawcrt");
    List<String> command =
        new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
    if (algorithm.startsWith("ec:")) {
      command.addAll(
          List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + algorithm.substring(3)));
    } else {
      command.addAll(List.of("-newkey", algorithm));
    }
    command.addAll(
        List.of(
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString(),
            "-subj",
            "/C=XX/O=Test/CN=" + name,
            "-addext",
            "subjectAltName=DNS:" + name));
    run(command);
    Path file =
        directory.resolve(name.replace('*', '_') + "." + algorithm.substring(0, 2) + ".pem");
    Files.writeString(file, Files.readString(certificate) + Files.readString(key));
    Files.delete(key);
    Files.delete(certificate);
    return file;
  }

  static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }

  /** Makes sockets that take any certificate. */
  static SSLSocketFactory trusting() throws Exception {
    return trustingContext().getSocketFactory();
  }

  /** A context that takes any certificate. */
  static SSLContext trustingContext() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        null,
        new TrustManager[] {
          new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
              return new X509Certificate[0];
            }
          }
        },
        null);
    return context;
  }
}

package io.spillway.ops.acme;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/** The authority of an {@code acme} section. Thread-safe; blocks the thread that asks. */
final class AcmeAuthority {
  private final AcmeDefinition definition;
  private final AcmeClientSettings settings;
  private final AccountKey key;

  AcmeAuthority(AcmeDefinition definition, AcmeClientSettings settings, AccountKey key) {
    this.definition = definition;
    this.settings = settings;
    this.key = key;
  }

  /**
   * Opens the account of the key, and makes it where the authority does not have it yet.
   *
   * @throws IOException where the files of an external account cannot be read
   */
  Login open() throws AcmeException, IOException {
    Session session = new Session(definition.directory(), new Provider(settings.trust()));
    session.networkSettings().setTimeout(settings.timeout());
    AccountBuilder account = new AccountBuilder().agreeToTermsOfService().useKeyPair(key.pair());
    String contact = definition.contact();
    if (contact != null) {
      account.addContact(contact.contains(":") ? URI.create(contact) : mail(contact));
    }
    AcmeDefinition.Binding binding = definition.binding();
    if (binding != null) {
      account
          .withKeyIdentifier(line(binding.keyId()), line(binding.macKey()))
          .withMacAlgorithm(binding.algorithm());
    }
    return account.createLogin(session);
  }

  private static URI mail(String address) {
    return URI.create("mailto:" + address);
  }

  private static String line(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      throw new IOException("'" + file + "' is empty");
    }
    return text;
  }

  /** Any authority that RFC 8555 describes, with the trust that the configuration says. */
  private static final class Provider extends GenericAcmeProvider {
    private final @Nullable SSLContext trust;

    Provider(@Nullable SSLContext trust) {
      this.trust = trust;
    }

    @Override
    public boolean accepts(URI address) {
      return true;
    }

    @Override
    public URL resolve(URI address) {
      try {
        return address.toURL();
      } catch (java.net.MalformedURLException e) {
        throw new IllegalArgumentException("no address: " + address, e);
      }
    }

    @Override
    protected HttpConnector createHttpConnector(NetworkSettings network) {
      return new HttpConnector(network) {
        @Override
        public HttpClient.Builder createClientBuilder() {
          HttpClient.Builder builder = super.createClientBuilder();
          return trust == null ? builder : builder.sslContext(trust);
        }
      };
    }
  }
}

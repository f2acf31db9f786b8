package io.spillway.facility.provider.dnsmadeeasy;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.CommonWords;
import io.spillway.facility.provider.CredentialSources;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.Secret;
import io.spillway.facility.provider.verify.ReadBack;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@code provider dnsmadeeasy} line. Immutable.
 *
 * @param domain the managed domain, or null to find the one that the name belongs to
 * @param monitor what DNS Made Easy's own failover is set to, or null to leave it alone
 * @param timeout of one request
 */
public record DnsMadeEasyDefinition(
    URI endpoint,
    Secret apiKey,
    Secret secretKey,
    @Nullable String domain,
    @Nullable MonitorSettings monitor,
    Duration timeout,
    ReadBack.Settings readBack)
    implements ProviderDefinition {
  /** The word for this kind. */
  public static final String KIND = "dnsmadeeasy";

  private static final URI PRODUCTION = URI.create("https://api.dnsmadeeasy.com/V2.0");
  private static final URI SANDBOX = URI.create("https://api.sandbox.dnsmadeeasy.com/V2.0");
  private static final List<String> WORDS =
      List.of(
          "api-key-file",
          "api-key-env",
          "secret-key-file",
          "secret-key-env",
          "domain",
          "sandbox",
          "endpoint",
          "failover",
          "sensitivity",
          "contact-list",
          "max-emails",
          "description",
          "manual-failback");

  /**
   * What the monitor of a record is set to, besides addresses and check.
   *
   * @param sensitivity failed checks before a failover: 8 (low), 5 (medium) or 3 (high)
   * @param contactList the id of the contact list that is notified, or null for the account's owner
   * @param maxEmails the most mails for one failover, from 1 to 150
   * @param description what mails call the system, or null for the name itself
   * @param manualFailback whether the primary address stays unused after it has come back
   */
  public record MonitorSettings(
      int sensitivity,
      @Nullable Long contactList,
      int maxEmails,
      @Nullable String description,
      boolean manualFailback) {}

  /** Reads the words after {@code provider dnsmadeeasy}. */
  public static DnsMadeEasyDefinition read(Arguments arguments, CredentialSources credentials) {
    CommonWords common = new CommonWords(arguments, KIND, WORDS);
    URI endpoint = PRODUCTION;
    Secret apiKey = null;
    Secret secretKey = null;
    String domain = null;
    boolean failover = false;
    int sensitivity = 5;
    Long contactList = null;
    int maxEmails = 1;
    String description = null;
    boolean manual = false;
    Word detail = null;
    while (arguments.hasNext()) {
      Word word = arguments.word("a word");
      switch (word.text()) {
        case "api-key-file" -> apiKey = credentials.file(arguments, "api-key-file");
        case "api-key-env" -> apiKey = credentials.variable(arguments, "api-key-env");
        case "secret-key-file" -> secretKey = credentials.file(arguments, "secret-key-file");
        case "secret-key-env" -> secretKey = credentials.variable(arguments, "secret-key-env");
        case "domain" -> domain = common.zone(word);
        case "sandbox" -> endpoint = SANDBOX;
        case "endpoint" -> endpoint = common.endpoint(word);
        case "failover" -> failover = true;
        case "sensitivity" -> {
          detail = word;
          sensitivity = sensitivity(arguments);
        }
        case "contact-list" -> {
          detail = word;
          contactList =
              arguments.longInteger(
                  "the id of a contact list after 'contact-list'", 1, Long.MAX_VALUE);
        }
        case "max-emails" -> {
          detail = word;
          maxEmails = arguments.integer("a number after 'max-emails'", 1, 150);
        }
        case "description" -> {
          detail = word;
          description = arguments.word("a text after 'description'").unicode();
        }
        case "manual-failback" -> {
          detail = word;
          manual = true;
        }
        default -> common.read(word);
      }
    }
    if (detail != null && !failover) {
      throw arguments.error(
          detail, "'provider dnsmadeeasy': '" + detail + "' needs the word 'failover'.");
    }
    return new DnsMadeEasyDefinition(
        endpoint,
        common.required(apiKey, "'api-key-file <file>' or 'api-key-env <variable>'"),
        common.required(secretKey, "'secret-key-file <file>' or 'secret-key-env <variable>'"),
        domain,
        failover
            ? new MonitorSettings(sensitivity, contactList, maxEmails, description, manual)
            : null,
        common.timeout(),
        common.readBack());
  }

  private static int sensitivity(Arguments arguments) {
    Word word = arguments.word("'low', 'medium' or 'high' after 'sensitivity'");
    return switch (word.text()) {
      case "low" -> 8;
      case "medium" -> 5;
      case "high" -> 3;
      default ->
          throw arguments.error(
              word, "'sensitivity' expects 'low', 'medium' or 'high', not '" + word + "'.");
    };
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String description() {
    return KIND
        + (endpoint.equals(PRODUCTION)
            ? ""
            : endpoint.equals(SANDBOX) ? " sandbox" : " " + endpoint)
        + (domain == null ? "" : " " + domain);
  }

  @Override
  public DnsProvider open(ProviderSurroundings surroundings) {
    return new DnsMadeEasyProvider(this, surroundings);
  }
}

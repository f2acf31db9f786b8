package io.spillway.facility.provider;

import io.spillway.config.Arguments;
import io.spillway.config.Word;
import io.spillway.facility.provider.cloudflare.CloudflareDefinition;
import io.spillway.facility.provider.dnsmadeeasy.DnsMadeEasyDefinition;
import io.spillway.facility.provider.rfc2136.Rfc2136Definition;
import io.spillway.facility.provider.route53.Route53Definition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of providers, and the reading of {@code provider} lines. Thread-safe. */
public final class Providers {
  /** Reads the words after the kind. */
  @FunctionalInterface
  private interface Reader {
    ProviderDefinition read(Arguments arguments, CredentialSources credentials);
  }

  private static final Map<String, Reader> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put(Rfc2136Definition.KIND, Rfc2136Definition::read);
    KINDS.put(DnsMadeEasyDefinition.KIND, DnsMadeEasyDefinition::read);
    KINDS.put(Route53Definition.KIND, Route53Definition::read);
    KINDS.put(CloudflareDefinition.KIND, CloudflareDefinition::read);
  }

  private Providers() {}

  /**
   * Reads what follows {@code provider}.
   *
   * @param arguments at the word that names the kind; read to their end
   * @param others words that could have stood there as well, for messages
   * @throws io.spillway.config.DirectiveException for what is wrong with them
   */
  public static ProviderDefinition read(
      Arguments arguments, List<String> others, CredentialSources credentials) {
    List<String> words = new ArrayList<>(others);
    words.addAll(KINDS.keySet());
    String kinds = String.join(", ", words);
    Word kind = arguments.word("a kind of provider (" + kinds + ")");
    Reader reader = KINDS.get(kind.text());
    if (reader == null) {
      throw arguments.error(
          kind, "'provider': unknown kind '" + kind + "' (expected: " + kinds + ").");
    }
    return reader.read(arguments, credentials);
  }
}

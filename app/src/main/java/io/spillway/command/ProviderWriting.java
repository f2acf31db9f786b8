package io.spillway.command;

import io.spillway.facility.NameAnswer;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.NameDefinition;
import io.spillway.facility.provider.DnsProvider;
import io.spillway.facility.provider.ManagedFailover;
import io.spillway.facility.provider.Mode;
import io.spillway.facility.provider.ProviderDefinition;
import io.spillway.facility.provider.ProviderException;
import io.spillway.facility.provider.ProviderSurroundings;
import io.spillway.facility.provider.Publication;
import io.spillway.facility.provider.WriteGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code spillway dns publish} and {@code sync}: an operator writes to providers himself. */
final class ProviderWriting {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Program program;

  ProviderWriting(Program program) {
    this.program = program;
  }

  /** Writes to one provider; the change is what it returns. */
  private interface Write {
    Publication to(DnsProvider provider, NameDefinition name, Mode mode)
        throws ProviderException, InterruptedException, IOException;
  }

  /** Writes the answers of the running process; null where the words make no sense. */
  @Nullable Integer publish(List<String> words) throws IOException, InterruptedException {
    return run(
        words,
        (provider, name, mode) ->
            provider.publish(answer(name.name(), words), mode, WriteGuard.always()));
  }

  /** Writes the providers' own failover; null where the words make no sense. */
  @Nullable Integer sync(List<String> words) throws IOException, InterruptedException {
    return run(
        words, (provider, name, mode) -> provider.sync(managed(name), mode, WriteGuard.always()));
  }

  private @Nullable Integer run(List<String> arguments, Write write)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(arguments);
    Mode mode = words.remove("--dry-run") ? Mode.DRY_RUN : Mode.APPLY;
    RuntimeArguments read = RuntimeArguments.read(words);
    if (read == null || read.json() || read.time() != null || read.files().isEmpty()) {
      return null;
    }
    Loading loading = Loading.ofFiles(program, read.files());
    if (loading.load() == null) {
      program.console().error(loading.report());
      return 1;
    }
    List<NameDefinition> names = names(loading.facilityConfiguration(), read);
    boolean failed = false;
    for (NameDefinition name : names) {
      for (ProviderDefinition definition : name.providers()) {
        program.console().out(name.name() + " at " + definition.description() + ":\n");
        try (DnsProvider provider = definition.open(ProviderSurroundings.system())) {
          Publication publication = write.to(provider, name, mode);
          String note = publication.note().isEmpty() ? "" : publication.note() + "\n";
          program.console().out((publication.text() + note).indent(2));
        } catch (ProviderException e) {
          failed = true;
          program.console().error("spillway: " + name.name() + ": " + e.reason() + "\n");
        }
      }
    }
    if (mode == Mode.DRY_RUN) {
      program.console().out("Nothing was written.\n");
    }
    return failed ? 1 : 0;
  }

  private static List<NameDefinition> names(
      @Nullable FacilityConfiguration configuration, RuntimeArguments read) throws IOException {
    List<NameDefinition> all = configuration == null ? List.of() : configuration.names();
    for (String word : read.words()) {
      if (all.stream().noneMatch(name -> name.name().equals(word))) {
        throw new IOException("there is no 'dns-failover " + word + "'");
      }
    }
    List<NameDefinition> chosen =
        all.stream()
            .filter(name -> !name.providers().isEmpty())
            .filter(name -> read.words().isEmpty() || read.words().contains(name.name()))
            .toList();
    if (chosen.isEmpty()) {
      throw new IOException("no name has a line 'provider ...' that could be written to");
    }
    return chosen;
  }

  private static ManagedFailover managed(NameDefinition name) throws IOException {
    var check = name.check();
    if (check == null) {
      throw new IOException(
          name.name() + " has no check that a provider could make (expected: a line 'check http')");
    }
    var http = check.http();
    var tls = check.tls();
    return new ManagedFailover(
        name.name(),
        name.policy().members().stream()
            .map(m -> new ManagedFailover.Site(m.facility(), m.addresses()))
            .toList(),
        new ManagedFailover.Check(
            http == null
                ? ManagedFailover.Protocol.TCP
                : tls == null ? ManagedFailover.Protocol.HTTP : ManagedFailover.Protocol.HTTPS,
            check.port(),
            http == null || http.host().isEmpty() ? name.name() : http.host(),
            http == null ? "/" : http.target(),
            ""),
        name.timeToLive());
  }

  /** What the running process answers for {@code name}. */
  private NameAnswer answer(String name, List<String> words) throws IOException {
    List<String> without = new ArrayList<>(words);
    without.remove("--dry-run");
    RuntimeArguments read = RuntimeArguments.read(without);
    RuntimeClient client = read == null ? null : read.client(program);
    if (client == null) {
      throw new IOException("the process that answers cannot be asked");
    }
    JsonNode status = JSON.readTree(client.ask("show facility json"));
    for (JsonNode one : status.path("names")) {
      if (one.path("name").asString("").equals(name)) {
        List<InetAddress> addresses = new ArrayList<>();
        one.path("answer").forEach(a -> addresses.add(InetAddress.ofLiteral(a.asString(""))));
        return new NameAnswer(
            name,
            addresses,
            Duration.ofSeconds(one.path("ttl").asLong(1)),
            one.path("answer_revision").asLong(0));
      }
    }
    throw new IOException("the running process knows no 'dns-failover " + name + "'");
  }
}

package io.spillway.facility.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Diagnostics;
import io.spillway.config.Keyword;
import io.spillway.config.KeywordClass;
import io.spillway.config.KeywordTable;
import io.spillway.config.Section;
import io.spillway.config.Word;
import io.spillway.facility.maintenance.MaintenanceSchedule;
import io.spillway.facility.maintenance.MaintenanceWindow;
import io.spillway.net.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code facility} and {@code witness} sections. Confined to the reading thread. */
final class FacilityReader {
  static final KeywordTable<FacilityReader> TABLE = table();

  private static final int MOST_ADDRESSES = 16;
  private static final int MOST_WINDOWS = 100;

  private final String name;
  private final List<Network> networks = new ArrayList<>();
  private final List<InetAddress> addresses = new ArrayList<>();
  private final List<VoterDefinition> instances = new ArrayList<>();
  private final List<MaintenanceWindow> windows = new ArrayList<>();

  private FacilityReader(String name) {
    this.name = name;
  }

  private static KeywordTable<FacilityReader> table() {
    KeywordTable<FacilityReader> table =
        new KeywordTable<>(KeywordClass.OTHER_SECTION, "'facility' section");
    table.add(Keyword.works("network", FacilityReader::network));
    table.add(Keyword.works("public", FacilityReader::publicAddress));
    table.add(Keyword.works("instance", FacilityReader::instance));
    table.add(Keyword.works("maintenance", FacilityReader::maintenance));
    return table;
  }

  /** The facility of {@code section}; null where its header is wrong. */
  static @Nullable FacilityDefinition facility(Section section, Diagnostics diagnostics) {
    FacilityReader[] made = new FacilityReader[1];
    KeywordTable.guarded(
        diagnostics,
        () -> {
          Arguments header = Written.header(section, diagnostics);
          made[0] = new FacilityReader(Written.name(header, "the name of a facility"));
          header.end();
        });
    FacilityReader reader = made[0] == null ? new FacilityReader("") : made[0];
    Written.directives(section, TABLE, reader, diagnostics);
    if (made[0] == null) {
      return null;
    }
    if (reader.addresses.isEmpty()) {
      diagnostics.alert(
          section.position(),
          "facility '" + reader.name + "' has no public address (expected: 'public <address>').");
    }
    return new FacilityDefinition(
        reader.name,
        reader.networks,
        reader.addresses,
        reader.instances,
        new MaintenanceSchedule(reader.windows),
        section.position());
  }

  /** The witness of {@code section}; null where it is wrong. */
  static @Nullable VoterDefinition witness(Section section, Diagnostics diagnostics) {
    VoterDefinition[] made = new VoterDefinition[1];
    KeywordTable.guarded(
        diagnostics,
        () -> {
          Arguments header = Written.header(section, diagnostics);
          String name = Written.name(header, "the name of a witness");
          InetSocketAddress address = Written.socketAddress(header);
          header.end();
          made[0] = new VoterDefinition(name, address, null, section.position());
        });
    section
        .directives()
        .forEach(
            directive ->
                diagnostics.alert(
                    directive.position(),
                    "a 'witness' section has no lines of its own (got '"
                        + directive.words().getFirst()
                        + "')."));
    return made[0];
  }

  private void network(Arguments arguments) {
    do {
      Word word = arguments.word("a network");
      Network network = Network.parse(word.text());
      if (network == null) {
        throw arguments.error(word, "'network' expects <address>/<bits>, not '" + word + "'.");
      }
      networks.add(network);
    } while (arguments.hasNext());
  }

  private void publicAddress(Arguments arguments) {
    do {
      InetAddress address = Written.address(arguments);
      if (addresses.contains(address)) {
        throw arguments.error(
            "'public': " + address.getHostAddress() + " is given twice in one facility.");
      }
      addresses.add(address);
      if (addresses.size() > MOST_ADDRESSES) {
        throw arguments.error(
            "'public': too many addresses (expected: at most " + MOST_ADDRESSES + ").");
      }
    } while (arguments.hasNext());
  }

  private void maintenance(Arguments arguments) {
    windows.add(MaintenanceReader.read(arguments));
    if (windows.size() > MOST_WINDOWS) {
      throw arguments.error(
          "'maintenance': too many windows (expected: at most " + MOST_WINDOWS + ").");
    }
  }

  private void instance(Arguments arguments) {
    String instance = Written.name(arguments, "the name of an instance");
    InetSocketAddress address = Written.socketAddress(arguments);
    arguments.end();
    instances.add(new VoterDefinition(instance, address, name, arguments.position()));
  }
}

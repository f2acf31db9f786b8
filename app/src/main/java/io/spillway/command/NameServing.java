package io.spillway.command;

import io.spillway.config.Diagnostics;
import io.spillway.facility.definition.FacilityConfiguration;
import io.spillway.facility.definition.NameDefinition;
import io.spillway.facility.dns.DnsDefinition;
import io.spillway.facility.dns.DnsServerDefinition;
import org.jspecify.annotations.Nullable;

/** Checks that somebody tells the world what names follow the verdict. Stateless. */
final class NameServing {
  private NameServing() {}

  static void check(
      @Nullable FacilityConfiguration facilities, DnsDefinition dns, Diagnostics diagnostics) {
    for (DnsServerDefinition.Bind bind : dns.server().binds()) {
      for (String name : bind.only()) {
        if (facilities == null || facilities.voter(name) == null) {
          diagnostics.alert(
              bind.position(),
              "'bind': there is no instance or witness '" + name + "' that could listen there.");
        }
      }
    }
    if (facilities == null) {
      return;
    }
    for (NameDefinition name : facilities.names()) {
      boolean isHeld = dns.holds(name.name());
      if (name.authoritative() && !isHeld) {
        diagnostics.alert(
            name.position(),
            "'provider authoritative': no zone holds "
                + name.name()
                + " (expected: a section 'dns-zone' with its domain, and 'dns-server').");
      } else if (!isHeld && name.providers().isEmpty()) {
        diagnostics.warning(
            name.position(),
            "nobody answers for "
                + name.name()
                + " (expected: a section 'dns-zone' with its domain, or a line 'provider ...').");
      }
    }
  }
}

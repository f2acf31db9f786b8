package io.spillway.proxy.runtime;

import io.spillway.proxy.definition.BindDefinition;
import io.spillway.proxy.definition.BindKeywords;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The ids of one frontend's listeners: what {@code id} on a bind line says, else the listener's
 * number or the next one that is free (configuration manual, chapter 5.1). Confined to the thread
 * that starts the proxies.
 */
final class ListenerIds {
  private final Set<Integer> taken;
  private int number = 1;

  ListenerIds(List<BindDefinition> binds) {
    taken =
        binds.stream()
            .map(bind -> bind.settings().get(BindKeywords.ID))
            .filter(id -> id > 0)
            .collect(Collectors.toSet());
  }

  /**
   * The id of the next listener.
   *
   * @param own the one that its line sets, 0 for none
   */
  int next(int own) {
    if (own > 0) {
      number++;
      return own;
    }
    while (!taken.add(number)) {
      number++;
    }
    return number++;
  }
}

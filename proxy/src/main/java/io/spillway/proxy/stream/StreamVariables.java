package io.spillway.proxy.stream;

import io.spillway.rules.VariableScope;
import io.spillway.rules.VariableStore;
import org.jspecify.annotations.Nullable;

/**
 * The variables that a stream's rules see: its own, which are made when they are first asked for,
 * and those of its session and of the process. Confined to the session's loop.
 */
final class StreamVariables {
  private final SessionContext context;
  private @Nullable VariableStore transaction;
  private @Nullable VariableStore request;
  private @Nullable VariableStore response;

  StreamVariables(SessionContext context) {
    this.context = context;
  }

  /** The variables of {@code scope}; null where a stream has none. */
  @Nullable VariableStore of(VariableScope scope) {
    return switch (scope) {
      case PROCESS -> context.process().variables();
      case SESSION -> context.variables();
      case TRANSACTION -> transaction();
      case REQUEST -> {
        if (request == null) {
          request = new VariableStore(context.process().variableLimits().message(), transaction());
        }
        yield request;
      }
      case RESPONSE -> {
        if (response == null) {
          response = new VariableStore(context.process().variableLimits().message(), transaction());
        }
        yield response;
      }
      case CHECK -> null;
    };
  }

  private VariableStore transaction() {
    VariableStore store = transaction;
    if (store == null) {
      store =
          new VariableStore(context.process().variableLimits().transaction(), context.variables());
      transaction = store;
    }
    return store;
  }

  /** Takes the stream's own of {@code other} over, which has none after. */
  void takeOver(StreamVariables other) {
    transaction = other.transaction;
    request = other.request;
    other.transaction = null;
    other.request = null;
    response = null;
  }

  /** Forgets the stream's own. */
  void clear() {
    clear(transaction);
    clear(request);
    clear(response);
  }

  private static void clear(@Nullable VariableStore store) {
    if (store != null) {
      store.clear();
    }
  }
}

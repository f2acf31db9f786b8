package io.spillway.config;

/**
 * One keyword of a {@link KeywordTable}: its name, what becomes of it, and the code that reads it.
 * Declared beside the feature that it configures. Immutable.
 *
 * @param <C> what the handler fills: a proxy's, a bind line's, a server line's builder …
 * @param name one to three words as a user writes them: {@code balance}, {@code timeout client}
 * @param state {@link KeywordState#WORKS}, accepted without effect, or refused for a reason
 * @param handler reads the words after the name
 */
public record Keyword<C>(String name, KeywordState state, Handler<C> handler) {
  /**
   * Reads a keyword's arguments. Errors go to {@link Arguments#fail}; a handler does not throw for
   * bad input.
   */
  @FunctionalInterface
  public interface Handler<C> {
    /**
     * Reads the words after the keyword.
     *
     * @param target what to fill
     * @param arguments the words, positioned after the keyword's name
     */
    void read(C target, Arguments arguments);
  }

  /** A keyword that does what its manual says. */
  public static <C> Keyword<C> works(String name, Handler<C> handler) {
    return new Keyword<>(name, KeywordState.WORKS, handler);
  }

  /** A keyword that is an error wherever it stands, because {@code reason}. */
  public static <C> Keyword<C> refused(String name, String reason) {
    return new Keyword<>(
        name,
        KeywordState.refused(reason),
        (target, arguments) -> {
          throw arguments.error("'" + name + "' is not supported here, because " + reason + ".");
        });
  }

  /** A keyword that is checked by {@code handler} and has no effect, because {@code reason}. */
  public static <C> Keyword<C> accepted(String name, String reason, Handler<C> handler) {
    return new Keyword<>(name, KeywordState.accepted(reason), handler);
  }
}
